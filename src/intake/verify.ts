import { verifyHmac } from './signature-hmac.ts';
import { verifyJws } from './signature-jws.ts';
import type { SignedRequest } from './signature-request.ts';
import type { Source } from './source-settings.ts';
import type { VerifyResult } from './verify-result.ts';
import { verifyToken } from './verify-token.ts';

export type { SignedRequest } from './signature-request.ts';
export type { VerifyFailure, VerifyResult } from './verify-result.ts';
export { verifyBodyToken, withoutToken } from './verify-token.ts';

/**
 * Whether the sender is who it says, by the source's scheme. A source without a signature has
 * nothing to check; a source with one is never let through for lack of a usable secret.
 *
 * A token in the body is `pending: 'body'`: run `verifyBodyToken` on the decoded body, and store
 * only what `withoutToken` leaves of it.
 */
export function verifySignature(
  input: SignedRequest & { signature: Source['signature'] },
): VerifyResult {
  const { signature } = input;
  if (signature === undefined) return { ok: true };
  if (signature.scheme === 'token') return verifyToken(signature, input);
  if (signature.scheme === 'netlify') return verifyJws(signature, input);
  return verifyHmac(signature.scheme, signature, input);
}
