import type { Lead } from '../lead/lead.ts';
import { type MakeLeadInput, makeLead } from '../lead/make-lead.ts';
import { readSubmission } from './read-submission.ts';
import type { Source } from './source-settings.ts';

export type ExplainedSubmission =
  | { lead: Lead; problems: ReturnType<typeof makeLead>['problems'] }
  /** Why no lead comes of it, in a sentence. */
  | { refusal: string };

/** Shown where no submission was ever received; recognisable as nobody's. */
const NOT_RECEIVED = {
  leadId: '00000000-0000-7000-8000-000000000000',
  receivedAt: '1970-01-01T00:00:00.000Z',
};

/**
 * Reads a body as the intake would, and keeps nothing: for `leadline explain`. No signature is
 * checked, and a token in the body may be wrong.
 */
export async function readForExplain(
  source: Source,
  body: Buffer,
  contentType: string,
  received: Pick<MakeLeadInput, 'leadId' | 'receivedAt'> = NOT_RECEIVED,
): Promise<ExplainedSubmission> {
  const request = {
    body,
    headers: { 'content-type': contentType },
    query: new URLSearchParams(),
  };
  const decoded = await readSubmission(source, request);
  if (!decoded.ok) return { refusal: decoded.says };
  const { reading } = decoded;
  if (reading.kind !== 'submission') return { refusal: reading.says };
  const made = makeLead({ ...received, rules: source, submission: reading.submission });
  const notes = [...decoded.flags, ...made.lead.notes];
  return { lead: { ...made.lead, notes }, problems: made.problems };
}
