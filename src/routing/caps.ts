import { z } from 'zod';

/**
 * How many leads at most. `day` and `week` (Monday to Sunday) are those of the member's time zone;
 * a pool's are those of its own. `open`: leads whose task is not completed in the CRM.
 */
export const capSchema = z
  .strictObject({
    day: z.int().min(0).max(10_000).optional(),
    week: z.int().min(0).max(70_000).optional(),
    open: z.int().min(0).max(100_000).optional(),
  })
  .refine((cap) => Object.values(cap).some((limit) => limit !== undefined), {
    error: 'expected day, week, open or several of them',
  });

export type Cap = z.infer<typeof capSchema>;
