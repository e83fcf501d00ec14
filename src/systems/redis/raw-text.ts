import { isUtf8 } from 'node:buffer';
import type { RawSubmission } from '../../workflow/ledger.ts';

/** How a raw submission is written: a body that is text stays text, which is a quarter shorter. */
type Written = Omit<RawSubmission, 'bodyBase64'> & { bodyBase64?: string; body?: string };

/** The text of a raw submission before it is sealed. */
export function rawText({ contentType, headers, bodyBase64 }: RawSubmission): string {
  const bytes = Buffer.from(bodyBase64, 'base64');
  const written: Written = isUtf8(bytes)
    ? { contentType, headers, body: bytes.toString('utf8') }
    : { contentType, headers, bodyBase64 };
  return JSON.stringify(written);
}

/** The submission that `rawText` wrote, byte for byte. */
export function rawFrom(text: string): RawSubmission {
  const { body, bodyBase64, ...rest } = JSON.parse(text) as Written;
  return {
    ...rest,
    bodyBase64: body === undefined ? (bodyBase64 ?? '') : Buffer.from(body).toString('base64'),
  };
}
