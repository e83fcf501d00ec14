import { onlyStated } from '../lead/only-stated.ts';
import { type Acceptance, AcceptUnavailable } from './accept.ts';
import {
  type AcceptedStatus,
  keptAnswer,
  laterAnswer,
  mendAnswer,
  refusalAnswer,
} from './answers.ts';
import type { Delivery, Outcome } from './delivery.ts';
import { duplicateKeys, ignoredKeys, unreadKeys } from './duplicate-keys.ts';
import { judgeSubmission } from './judge-submission.ts';
import { observeSubmission } from './observe.ts';
import { rawSubmission } from './raw-submission.ts';
import type { DecodedSubmission, StoredBody } from './read-submission.ts';
import { redirectTarget } from './redirect-target.ts';
import { textsOf } from './sources/decoded-members.ts';
import type { SourceReading } from './sources/form-source.ts';
import { withVisitor } from './visitor.ts';

/** What is kept, beside what every entry has from its delivery. */
type Entry = Omit<Acceptance, 'leadId' | 'source' | 'receivedAt'>;

/** What the sender is told, and what is counted, if it was not here before. */
type Told = { answered: AcceptedStatus; status: Outcome['status'] };

/** Keeps what the vendor's adapter read: as a lead, in quarantine, or on the record only. */
export async function keepReading(
  delivery: Delivery,
  decoded: DecodedSubmission,
): Promise<Outcome> {
  const { reading } = decoded;
  if (reading.kind === 'unmappable') return keepUnmappable(delivery, decoded, reading.says);
  if (reading.kind === 'ignored') return keepIgnored(delivery, decoded, reading);
  const { source, browser, request, page } = delivery;
  const submission = browser
    ? withVisitor(reading.submission, source, request)
    : reading.submission;
  const { flags, tokens } = decoded;
  const judged = await judgeSubmission({ delivery, submission, tokens, flags });
  if (judged.state === 'mend') {
    const code = judged.errors.map(({ field }) => field).join(' ');
    return { status: 'invalid', code, answer: mendAnswer(judged.errors, page) };
  }
  const { answered, ...kept } = judged;
  const submissionId = judged.lead.submission.id ?? submission.submissionId;
  const entry: Entry = {
    ...kept,
    raw: rawSubmission(delivery, decoded.stored),
    duplicateKeys: duplicateKeys(source, submission, submissionId),
  };
  const status = judged.state === 'quarantined' ? 'quarantined' : answered;
  const outcome = await keep(delivery, entry, { answered, status }, askedRedirect(decoded));
  observeSubmission(delivery, submission, outcome);
  return outcome;
}

/** Keeps the bytes for a person to look at, since nobody will send them again. */
export function keepUnread(
  delivery: Delivery,
  why: { reason: string; reasonCode: string },
  stored: StoredBody,
): Promise<Outcome> {
  const entry: Entry = {
    ...why,
    state: 'quarantined',
    raw: rawSubmission(delivery, stored),
    duplicateKeys: unreadKeys(delivery.source, stored.body),
  };
  return keep(delivery, entry, { answered: 'quarantined', status: 'quarantined' });
}

async function keepUnmappable(
  delivery: Delivery,
  decoded: DecodedSubmission,
  says: string,
): Promise<Outcome> {
  if (delivery.browser || delivery.request.synthetic) {
    return {
      status: 'unreadable',
      code: 'unmappable',
      answer: refusalAnswer(400, says, delivery.page),
    };
  }
  return keepUnread(delivery, { reason: says, reasonCode: 'unmappable' }, decoded.stored);
}

function keepIgnored(
  delivery: Delivery,
  decoded: DecodedSubmission,
  ignored: Extract<SourceReading, { kind: 'ignored' }>,
): Promise<Outcome> {
  const entry: Entry = {
    state: 'refused',
    reason: ignored.says,
    reasonCode: ignored.reason,
    raw: rawSubmission(delivery, decoded.stored),
    duplicateKeys: ignoredKeys(delivery.source, ignored.reason, ignored.submissionId),
  };
  return keep(delivery, entry, { answered: 'accepted', status: 'ignored' });
}

async function keep(
  delivery: Delivery,
  entry: Entry,
  told: Told,
  asked?: string,
): Promise<Outcome> {
  const { source, request, deps, leadId, receivedAt, page } = delivery;
  const acceptance: Acceptance = { leadId, source: source.name, receivedAt, ...entry };
  try {
    const kept = await deps.accept(acceptance);
    const status = kept.duplicate ? 'duplicate' : told.status;
    const answered = kept.duplicate ? 'duplicate' : told.answered;
    const target = redirectTarget(source, asked, request.headers);
    return {
      status,
      ...onlyStated({ code: entry.reasonCode }),
      leadId: kept.leadId,
      answer: keptAnswer({ leadId: kept.leadId, status: answered }, { ...page, target }),
    };
  } catch (error) {
    if (!(error instanceof AcceptUnavailable)) throw error;
    const says = 'The submission could not be stored right now. Please send it again.';
    return { status: 'unavailable', code: 'not_kept', answer: laterAnswer(says, page) };
  }
}

/** A form that names several targets means the first. */
function askedRedirect(decoded: DecodedSubmission): string | undefined {
  return textsOf(decoded.value['_redirect'])[0];
}
