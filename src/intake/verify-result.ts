export type VerifyResult =
  | {
      ok: true;
      /** Which secret matched, by its id. Absent when nothing had to be checked here. */
      secretId?: string;
      /** The matching secret is past its `retiredFrom`: the sender still has the old one. */
      retiredSecretInUse?: boolean;
      /** The token stands in the body: `verifyBodyToken` decides, after decoding. */
      pending?: 'body';
    }
  | VerifyFailure;

export type VerifyFailure = {
  ok: false;
  code: 'missing' | 'malformed' | 'stale' | 'mismatch';
  /** For logs and people; quotes no header and no secret. */
  says: string;
};

export function verifyFailure(code: VerifyFailure['code'], says: string): VerifyFailure {
  return { ok: false, code, says };
}

export function mismatch(header: string, secretIds: readonly string[]): VerifyFailure {
  const ids = secretIds.join(', ');
  return verifyFailure(
    'mismatch',
    `The signature in "${header}" was not made with any secret of this source (${ids}) over this body. Compare the secret with the sender's, and check that no proxy changes the body.`,
  );
}

export function missing(header: string): VerifyFailure {
  return verifyFailure(
    'missing',
    `The header "${header}" is not there. Switch signing on at the sender, or remove the signature from this source.`,
  );
}

export function malformed(header: string): VerifyFailure {
  return verifyFailure(
    'malformed',
    `The header "${header}" does not have the form that this scheme prescribes. Check the scheme of this source, and that the header is sent once.`,
  );
}
