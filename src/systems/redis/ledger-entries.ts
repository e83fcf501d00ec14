import type { Ledger, NewEntry, StoryEvent } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import { gathered, itemArguments, type Outcome, outcomesOf } from './gathered.ts';
import type { LedgerContext } from './ledger-context.ts';
import { rawText } from './raw-text.ts';

type Entries = Pick<Ledger, 'accept' | 'release' | 'refuse' | 'correctLead'>;

/** How leads come into the ledger, leave quarantine, and are put right by a person. */
export function ledgerEntries(context: LedgerContext): Entries {
  const { prefix, run, personKeys } = context;
  const acceptTogether = gathered((entries: AcceptArguments[]) => acceptAll(context, entries), {
    sizeOf: ([, , , , sealed]) => String(sealed).length,
  });

  return {
    accept: async (entry) => {
      const first = await guarded('accepting a submission', () =>
        acceptTogether(acceptArguments(context, entry)),
      );
      return { leadId: first, duplicate: first !== entry.leadId };
    },
    release: (leadId, lead, steps, at) =>
      leaveQuarantine(context, {
        leadId,
        to: 'in_flight',
        fields: { lead: JSON.stringify(lead), ...pendingFields(steps) },
        event: { at, what: 'released', says: 'released from quarantine' },
        person: personKeys.keyOf(lead),
      }),
    refuse: (leadId, reason, at) =>
      leaveQuarantine(context, {
        leadId,
        to: 'refused',
        fields: { reason },
        event: { at, what: 'refused', says: reason },
        person: '',
      }),
    correctLead: async (before, lead, says, at) => {
      const event: StoryEvent = { at, what: 'corrected', says };
      const written = await guarded('correcting a lead', () =>
        run.correctLead(
          prefix,
          lead.leadId,
          JSON.stringify(before),
          JSON.stringify(lead),
          JSON.stringify(event),
          personKeys.keyOf(before),
          personKeys.keyOf(lead),
        ),
      );
      return written === 1;
    },
  };
}

/**
 * One script: the duplicate keys, the leads, the raw submissions, the indexes and the count. Throws
 * where they are not on as many servers as they should be; accepting them again is harmless.
 */
async function acceptAll(
  { prefix, keys, run, rawKeptMs, copied }: LedgerContext,
  entries: AcceptArguments[],
): Promise<Outcome<string>[]> {
  const answers = await run.acceptAll(
    keys.leads,
    prefix,
    rawKeptMs,
    SWALLOWED,
    RETURNED,
    ...itemArguments(entries),
  );
  await copied?.();
  return outcomesOf(answers);
}

type AcceptArguments = (string | number)[];

/** In the order in which accept-script.ts takes them. */
function acceptArguments({ seal, personKeys }: LedgerContext, entry: NewEntry): AcceptArguments {
  const { leadId, receivedAt, status, lead, duplicateKeys } = entry;
  const story: StoryEvent = {
    at: receivedAt,
    what: status === 'in_flight' ? 'accepted' : status,
    says: entry.reason ?? `accepted from ${entry.source}`,
  };
  return [
    leadId,
    receivedAt,
    status,
    lead ? personKeys.keyOf(lead) : '',
    seal.seal(rawText(entry.raw), leadId),
    JSON.stringify(story),
    status === 'in_flight' ? entry.steps.join('\n') : '',
    entry.source,
    lead ? JSON.stringify(lead) : '',
    entry.reason ?? '',
    entry.reasonCode ?? '',
    ...duplicateKeys.flatMap(({ key, ttlMs }) => [key, ttlMs]),
  ];
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
    event: StoryEvent;
    person: string;
  },
): Promise<boolean> {
  const { leadId, to, fields, event, person } = leaving;
  const left = await guarded('leaving quarantine', () =>
    run.leaveQuarantine(
      prefix,
      leadId,
      event.at,
      to,
      JSON.stringify(fields),
      JSON.stringify(event),
      person,
    ),
  );
  return left === 1;
}

function pendingFields(steps: string[]): Record<string, string> {
  return Object.fromEntries(steps.map((step) => [`s:${step}`, 'pending']));
}
