import { z } from 'zod';
import { Refusal, validationError } from './refusal.ts';

/** Reads a JSON body of the given shape. Throws Refusal 415 or 400 in HubSpot's words. */
export function readBody<T>(
  request: { headers: Record<string, string>; body: string },
  schema: z.ZodType<T>,
): T {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new Refusal(415, { message: 'HTTP 415 Unsupported Media Type' });
  }
  const read = schema.safeParse(parsedJson(request.body));
  if (read.success) return read.data;
  throw wrongShape(read.error);
}

function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const before = body.slice(0, Number(/position (\d+)/.exec(reason)?.[1] ?? 0));
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n');
    throw new Refusal(400, {
      message: `Invalid input JSON on line ${line}, column ${column}: ${reason}`,
    });
  }
}

function wrongShape(error: z.ZodError): Refusal {
  const missing = error.issues.filter(
    (issue) => issue.code === 'invalid_type' && issue.message.includes('received undefined'),
  );
  if (missing.length > 0) {
    const names = missing.map((issue) => String(issue.path.at(-1)));
    return validationError(`Some required fields were not set: [${names.join(', ')}]`);
  }
  const first = error.issues[0];
  return new Refusal(400, {
    message: `Invalid input JSON on line 1, column 1: ${first?.message ?? 'wrong shape'} at ${first?.path.join('.') || 'the top'}`,
  });
}

/** Numbers and booleans are taken as well as strings, and null clears; all become strings. */
const propertyValues = z.record(
  z.string(),
  z
    .union([z.string(), z.number(), z.boolean(), z.null()])
    .transform((value) => String(value ?? '')),
);

const associationSpec = z.object({
  associationCategory: z.string(),
  associationTypeId: z.number(),
});

const id = z.union([z.string(), z.number()]).transform(String);

const associations = z
  .array(z.object({ to: z.object({ id }), types: z.array(associationSpec) }))
  .default([]);

const objectWriteTraceId = z.string().optional();

export const bodies = {
  create: z.object({ properties: propertyValues, associations }),
  update: z.object({ properties: propertyValues }),
  merge: z.object({ primaryObjectId: id, objectIdToMerge: id }),
  gdprDelete: z.object({ objectId: id, idProperty: z.string().optional() }),
  batchCreate: z.object({
    inputs: z.array(z.object({ properties: propertyValues, associations, objectWriteTraceId })),
  }),
  batchRead: z.object({
    properties: z.array(z.string()).default([]),
    idProperty: z.string().optional(),
    inputs: z.array(z.object({ id })),
  }),
  batchUpdate: z.object({
    inputs: z.array(
      z.object({
        id,
        idProperty: z.string().optional(),
        properties: propertyValues,
        objectWriteTraceId,
      }),
    ),
  }),
  batchArchive: z.object({ inputs: z.array(z.object({ id })) }),
  associationSpecs: z.array(associationSpec),
  pairs: z.object({
    inputs: z.array(z.object({ from: z.object({ id }), to: z.object({ id }) })),
  }),
  labelledPairs: z.object({
    inputs: z.array(
      z.object({
        from: z.object({ id }),
        to: z.object({ id }),
        types: z.array(associationSpec),
      }),
    ),
  }),
  fromMany: z.object({
    inputs: z.array(z.object({ from: z.object({ id }), to: z.array(z.object({ id })) })),
  }),
  ids: z.object({ inputs: z.array(z.object({ id, after: z.string().optional() })) }),
  names: z.object({
    archived: z.boolean().default(false),
    inputs: z.array(z.object({ name: z.string() })),
  }),
  group: z.object({
    name: z.string(),
    label: z.string(),
    displayOrder: z.number().optional(),
  }),
};

const newProperty = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  fieldType: z.string(),
  groupName: z.string(),
  description: z.string().optional(),
  options: z
    .array(
      z.object({
        label: z.string(),
        value: z.string(),
        displayOrder: z.number().optional(),
      }),
    )
    .optional(),
  hasUniqueValue: z.boolean().optional(),
  hidden: z.boolean().optional(),
  formField: z.boolean().optional(),
  displayOrder: z.number().optional(),
});

export const propertyBodies = {
  create: newProperty,
  batchCreate: z.object({ inputs: z.array(newProperty) }),
};
