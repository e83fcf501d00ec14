import { z } from 'zod';

/** An order to misbehave, as `POST /__fail` takes it. Unset matchers match every request. */
export const failureOrderSchema = z.object({
  method: z.string().optional(),
  /** Part of the path. */
  path: z.string().optional(),
  bodyIncludes: z.string().optional(),
  /** How many matching requests are hit; absent: all of them, until mended. */
  times: z.number().default(Number.POSITIVE_INFINITY),
  /** `before`: the request is not carried out. `after`: it is, and then the failure comes. */
  when: z.enum(['before', 'after']).default('before'),
  /** `answer` a status and body · `reset` the connection · `hang` for `forMs` · `slow-body`. */
  how: z.enum(['answer', 'reset', 'hang', 'slow-body']).default('answer'),
  status: z.number().int().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  forMs: z.number().default(60_000),
});

export type FailureOrder = z.infer<typeof failureOrderSchema>;
