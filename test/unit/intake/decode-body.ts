import { type DecodedObject, type DecodeLimits, decodeBody } from '../../../src/intake/decode.ts';

export const LIMITS: DecodeLimits = { fieldsMax: 500, depthMax: 32 };

export const FORM = 'application/x-www-form-urlencoded';

export function decode(body: string | Buffer, contentType = 'application/json', limits = LIMITS) {
  return decodeBody({
    body: typeof body === 'string' ? Buffer.from(body) : body,
    contentType,
    limits,
  });
}

/** Decodes what must be readable, as an ordinary object that `toEqual` can compare. */
export async function decoded(body: string | Buffer, contentType?: string, limits = LIMITS) {
  const result = await decode(body, contentType, limits);
  if (!result.ok) throw new Error(`${result.status} ${result.code}: ${result.says}`);
  return { ...result, value: ordinary(result.value), codes: result.flags.map(({ code }) => code) };
}

/** The refusal's status and code, or that there was none. */
export async function refusal(body: string | Buffer, contentType?: string, limits = LIMITS) {
  const result = await decode(body, contentType, limits);
  return result.ok ? 'decoded' : `${result.status} ${result.code}`;
}

function ordinary(value: DecodedObject): unknown {
  return JSON.parse(JSON.stringify(value));
}
