/** How much of a body is read: `depthMax` counts nested containers, the outermost being 1. */
export type DecodeLimits = { fieldsMax: number; depthMax: number };

/** Why a body cannot be read, as the HTTP answer that tells the sender so. */
export type DecodeFailure = {
  ok: false;
  status: 400 | 413 | 415;
  /** Stable, for machines. */
  code: string;
  /** A sentence, for people. */
  says: string;
};

export function decodeFailure(
  status: DecodeFailure['status'],
  code: string,
  says: string,
): DecodeFailure {
  return { ok: false, status, code, says };
}

export function tooManyFields(fieldsMax: number): DecodeFailure {
  return decodeFailure(
    413,
    'too_many_fields',
    `The body has more fields than the ${fieldsMax} that this source takes. Send fewer, or raise fieldsMax of the source.`,
  );
}

export function tooDeep(depthMax: number, where: string): DecodeFailure {
  return decodeFailure(
    400,
    'too_deep',
    `The body is nested more than ${depthMax} levels deep (${where}). Send a flatter body.`,
  );
}

/** Far beyond any form: labels of a few sentences, in groups, many of them. */
const NAME_CHARACTERS_PER_FIELD = 1_024;

/**
 * How long the names of all values may be together, each with the names of what it stands in. A
 * name is written once and counts for every value below it, so that without this bound one of
 * 100 KB above 5,000 values is half a gigabyte, and minutes of work.
 */
export function nameCharactersMax(fieldsMax: number): number {
  return fieldsMax * NAME_CHARACTERS_PER_FIELD;
}

export function namesTooLong(fieldsMax: number): DecodeFailure {
  return decodeFailure(
    400,
    'names_too_long',
    `The names of the fields, each with those of the groups around it, are longer than the ${nameCharactersMax(fieldsMax)} characters that they may be together. Send shorter ones.`,
  );
}
