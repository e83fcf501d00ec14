import type { Lead } from '../../lead/lead.ts';
import type { Ledger, NewEntry, StoryEvent } from '../../workflow/ledger.ts';
import { lateAdder } from './add-jobs.ts';
import { guarded } from './connection.ts';
import { gathered, itemArguments, type Outcome, outcomesOf } from './gathered.ts';
import { leadOf, textOf } from './lead-text.ts';
import type { LedgerContext } from './ledger-context.ts';
import { acceptWithJobs } from './ledger-scripts.ts';
import { rawText } from './raw-text.ts';
import { scriptOn } from './scripts.ts';
import { openingOf } from './story.ts';

type Entries = Pick<Ledger, 'accept' | 'release' | 'refuse' | 'correctLead'>;

/** How leads come into the ledger, leave quarantine, and are put right by a person. */
export function ledgerEntries(context: LedgerContext): Entries {
  const { prefix, run, personKeys } = context;
  const acceptTogether = gathered(acceptor(context), {
    sizeOf: ([, , , , sealed]: AcceptArguments) => String(sealed).length,
  });

  return {
    accept: async (entry) => {
      const { first, queued } = await guarded('accepting a submission', () =>
        acceptTogether(acceptArguments(context, entry)),
      );
      return { leadId: first, duplicate: first !== entry.leadId, ...(queued && { queued }) };
    },
    release: (leadId, lead, steps, at) =>
      leaveQuarantine(context, {
        leadId,
        to: 'in_flight',
        fields: pendingFields(steps),
        text: textOf(lead),
        event: { at, what: 'released', says: 'released from quarantine' },
        person: personKeys.keyOf(lead),
      }),
    refuse: (leadId, reason, at) =>
      leaveQuarantine(context, {
        leadId,
        to: 'refused',
        fields: { reason },
        text: '',
        event: { at, what: 'refused', says: reason },
        person: '',
      }),
    correctLead: async (before, lead, says, at) => {
      const event: StoryEvent = { at, what: 'corrected', says };
      const written = await guarded('correcting a lead', async () => {
        const { leadId } = lead;
        const text = await run.leadText(prefix, leadId);
        if (typeof text !== 'string' || !isSame(leadOf(text), before)) return 0;
        return run.correctLead(
          prefix,
          leadId,
          text,
          textOf(lead),
          JSON.stringify(event),
          personKeys.keyOf(before),
          personKeys.keyOf(lead),
        );
      });
      return written === 1;
    },
  };
}

/** `first`: the lead that holds the duplicate keys. `queued`: whoever needs a first job has one. */
type Accepted = { first: string; queued: boolean };

/**
 * One script: the duplicate keys, the leads, the raw submissions, the indexes, the count and the
 * first jobs, these as soon as it is known how BullMQ adds them. Throws where all that is not on as
 * many servers as it should be; accepting them again is harmless.
 */
function acceptor({ redis, prefix, keys, run, rawKeptMs, copied, firstJob }: LedgerContext) {
  const job = firstJob?.of('');
  const common = [
    ...[prefix, rawKeptMs, SWALLOWED, RETURNED],
    ...[firstJob?.prefix ?? '', JSON.stringify(firstJob?.options ?? {})],
    ...[job?.queue ?? '', job?.name ?? ''],
  ];
  const withJobs = lateAdder(redis, (lua) =>
    scriptOn(redis, { numberOfKeys: 1, lua: acceptWithJobs(lua) }),
  );

  return async (entries: AcceptArguments[]): Promise<Outcome<Accepted>[]> => {
    const given = [...common, ...itemArguments(entries)];
    const runWithJobs = firstJob && withJobs();
    const answers = runWithJobs
      ? await runWithJobs(keys.leads, ...given)
      : await run.acceptAll(keys.leads, ...given);
    await copied?.();
    const outcomes = outcomesOf(answers);
    const jobs = outcomes.pop();
    const queued = firstJob !== undefined && answerOf(jobs) === '1';
    return outcomes.map((each) =>
      'error' in each ? each : { answer: { first: each.answer, queued } },
    );
  };
}

type AcceptArguments = (string | number)[];

function answerOf(outcome: Outcome<string> | undefined): string | undefined {
  return outcome && 'answer' in outcome ? outcome.answer : undefined;
}

/** In the order in which accept-script.ts takes them. */
function acceptArguments(
  { seal, personKeys, firstJob }: LedgerContext,
  entry: NewEntry,
): AcceptArguments {
  const { leadId, receivedAt, status, lead, duplicateKeys } = entry;
  return [
    leadId,
    receivedAt,
    status,
    lead ? personKeys.keyOf(lead) : '',
    seal.seal(rawText(entry.raw), leadId),
    firstStory(entry),
    status === 'in_flight' ? entry.steps.join('\n') : '',
    entry.source,
    lead ? textOf(lead) : '',
    entry.reason ?? '',
    entry.reasonCode ?? '',
    status === 'in_flight' ? (firstJob?.of(leadId).data ?? '') : '',
    ...duplicateKeys.flatMap(({ key, ttlMs }) => [key, ttlMs]),
  ];
}

/** Empty where it follows from the lead. */
function firstStory(entry: NewEntry): string {
  const { status, reason } = entry;
  if (status === 'in_flight' && reason === undefined) return '';
  const opening = openingOf(entry);
  const story: StoryEvent = {
    ...opening,
    what: status === 'in_flight' ? 'accepted' : status,
    says: reason ?? opening.says,
  };
  return JSON.stringify(story);
}

/** Instead of a lead, where the person was erased after sending it. */
const SWALLOWED = withoutTime({
  what: 'erased',
  says: 'The person was erased after this was received, so nothing of it was kept.',
});

const RETURNED = withoutTime({
  what: 'returned',
  says: 'This person was erased before, and has sent something new since.',
});

/** The script puts the time in front. */
function withoutTime(event: Omit<StoryEvent, 'at'>): string {
  return JSON.stringify(event).replace(/^\{/, ',');
}

async function leaveQuarantine(
  { prefix, run }: LedgerContext,
  leaving: {
    leadId: string;
    to: 'in_flight' | 'refused';
    fields: Record<string, string>;
    /** The lead's, if it has a new one. */
    text: string;
    event: StoryEvent;
    person: string;
  },
): Promise<boolean> {
  const { leadId, to, fields, text, event, person } = leaving;
  const left = await guarded('leaving quarantine', () =>
    run.leaveQuarantine(
      prefix,
      leadId,
      event.at,
      to,
      JSON.stringify(fields),
      JSON.stringify(event),
      person,
      text,
    ),
  );
  return left === 1;
}

function isSame(lead: Lead, other: Lead): boolean {
  return JSON.stringify(lead) === JSON.stringify(other);
}

function pendingFields(steps: string[]): Record<string, string> {
  return Object.fromEntries(steps.map((step) => [`s:${step}`, 'pending']));
}
