import { z } from 'zod';

/**
 * What HubSpot's error envelope says, without anything that was sent: its messages repeat values
 * ("Email address ada@… is invalid"), so of a message only what is known to repeat none is kept.
 */
export type HubspotError = {
  category?: string;
  /** Of a 429: TEN_SECONDLY_ROLLING, SECONDLY or DAILY. */
  policyName?: string;
  /** HubSpot's support and its monitoring pages find the call by it. */
  correlationId?: string;
  /** The contact that a 409 names. */
  existingId?: string;
  /** What was wrong with which property, all of it. */
  refused: { code: string; property?: string }[];
  /** Of a 403: scopes any of which would do. */
  scopes: string[];
  message?: string;
};

/** "All fields must be treated as optional" (HubSpot, Handling errors), and any may be odd. */
const text = z.string().optional().catch(undefined);
const texts = z.array(z.string()).catch([]);

const envelope = z
  .object({
    message: text,
    category: text,
    policyName: text,
    correlationId: text,
    errors: z
      .array(
        z.object({
          message: text,
          code: text,
          context: z
            .object({ propertyName: texts, requiredGranularScopes: texts })
            .catch({ propertyName: [], requiredGranularScopes: [] }),
        }),
      )
      .catch([]),
  })
  .catch({
    message: undefined,
    category: undefined,
    policyName: undefined,
    correlationId: undefined,
    errors: [],
  });

type Envelope = z.infer<typeof envelope>;

/** Beginnings of messages that repeat nothing of a person; what follows them is cut. */
const HARMLESS = [
  /^resource not found/i,
  /^object not found/i,
  /^contact already exists/i,
  /^locked\b/i,
  /^one or more associations are invalid/i,
  /^error creating \w+\. some required properties were not set/i,
  /^some required fields were not set/i,
  /^property values were not valid/i,
  /^invalid from object type [\d-]+ for associations to be created/i,
  /^invalid input json on line \d+, column \d+/i,
  /^unable to (?:perform update\/upsert|find [\d-]+) by non-unique\b(?: [\d-]+)?(?: property \w+)?/i,
  /^the maximum number of inputs/i,
  /^you have reached your \w+ limit/i,
  /^authentication credentials not found/i,
  /^the oauth token used to make this call expired/i,
  /^this app hasn't been granted all required scopes/i,
];

/**
 * Reads the body of an answer that is not a success. A gateway's HTML page, or anything else that
 * is not the envelope, is an envelope with nothing in it.
 *
 * @param impersonal the call carried nothing of a person (property definitions, owners), so that
 *   HubSpot's own words may be told in full
 */
export function readHubspotError(body: string, impersonal: boolean): HubspotError {
  const found = envelope.parse(parsed(body) ?? {});
  const listed = found.errors.flatMap(({ code, context }) => {
    const name = nameOf(code);
    if (name === undefined) return [];
    if (context.propertyName.length === 0) return [{ code: name }];
    return context.propertyName.map((property) => ({ code: name, property }));
  });
  return {
    ...ifSet('category', nameOf(found.category)),
    ...ifSet('policyName', nameOf(found.policyName)),
    ...ifSet('correlationId', found.correlationId?.replace(/[^\w-]/g, '').slice(0, 64)),
    ...ifSet('existingId', existingIdIn(found)),
    refused: listed.length > 0 ? listed : doublyEncoded(found.message),
    scopes: found.errors.flatMap(({ context }) => context.requiredGranularScopes),
    ...ifSet('message', impersonal ? found.message?.slice(0, 300) : harmless(found.message)),
  };
}

/** "Contact already exists. Existing ID: 2926551", in the message or in one of the errors. */
function existingIdIn({ message, errors }: Envelope): string | undefined {
  return [message, ...errors.map((each) => each.message)]
    .map((words) => /Existing ID:\s*(\d+)/i.exec(words ?? '')?.[1])
    .find((id) => id !== undefined);
}

const details = z.array(z.object({ error: z.string(), name: z.string().optional() })).catch([]);

/** The same details once more, as JSON within the message, for answers without `errors`. */
function doublyEncoded(message: string | undefined): HubspotError['refused'] {
  const json = /^Property values were not valid: (\[.*\])$/s.exec(message ?? '')?.[1];
  return details.parse(parsed(json ?? '[]')).flatMap(({ error, name }) => {
    const code = nameOf(error);
    return code === undefined ? [] : [{ code, ...ifSet('property', name) }];
  });
}

/** Codes are one word; whatever else stands in their place is not told. */
function nameOf(code: string | undefined): string | undefined {
  return code !== undefined && /^[A-Za-z][\w.-]{0,80}$/.test(code) ? code : undefined;
}

function harmless(message: string | undefined): string | undefined {
  return HARMLESS.map((words) => words.exec(message ?? '')?.[0]).find((words) => words);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function ifSet<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed key widens to string
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
}
