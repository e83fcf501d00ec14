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
