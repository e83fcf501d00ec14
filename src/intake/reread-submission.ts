import type { Lead } from '../lead/lead.ts';
import { type MakeLeadInput, makeLead } from '../lead/make-lead.ts';
import type { RawSubmission } from './accept.ts';
import { readSubmission } from './read-submission.ts';
import type { Source } from './source-settings.ts';
import { FORM_SOURCES } from './sources/index.ts';
import { withVisitor } from './visitor.ts';

export type RereadSubmission =
  | { lead: Lead; problems: ReturnType<typeof makeLead>['problems'] }
  /** Why no lead comes of it, in a sentence. */
  | { refusal: string };

/**
 * Reads a kept submission once more, with the source as it is configured now: for releasing what
 * nobody could read when it came. The visitor's address is not kept with it, and so is missing.
 */
export async function rereadSubmission(
  source: Source,
  raw: RawSubmission,
  received: Pick<MakeLeadInput, 'leadId' | 'receivedAt'>,
): Promise<RereadSubmission> {
  const request = {
    body: Buffer.from(raw.bodyBase64, 'base64'),
    headers: { ...raw.headers, 'content-type': raw.contentType },
    query: new URLSearchParams(),
    ip: undefined,
  };
  const decoded = await readSubmission(source, request);
  if (!decoded.ok) return { refusal: decoded.says };
  const { reading, flags } = decoded;
  if (reading.kind !== 'submission') return { refusal: reading.says };
  const submission = FORM_SOURCES[source.vendor].browser
    ? withVisitor(reading.submission, source, request)
    : reading.submission;
  const { lead, problems } = makeLead({ ...received, rules: source, submission });
  return { lead: { ...lead, notes: [...flags, ...lead.notes] }, problems };
}
