import type { Ledger, NewEntry, StoryEvent } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import type { LedgerContext } from './ledger-context.ts';

type Entries = Pick<Ledger, 'accept' | 'release' | 'refuse' | 'correctLead'>;

/** How leads come into the ledger, leave quarantine, and are put right by a person. */
export function ledgerEntries(context: LedgerContext): Entries {
  const { prefix, run, personKeys } = context;

  return {
    accept: (entry) => accept(context, entry),
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

/** One script: the duplicate keys, the lead, the raw submission, the indexes and the count. */
async function accept(
  { prefix, run, seal, personKeys, rawKeptMs }: LedgerContext,
  entry: NewEntry,
): Promise<{ leadId: string; duplicate: boolean }> {
  const { leadId, receivedAt, lead } = entry;
  const story: StoryEvent = {
    at: receivedAt,
    what: entry.status === 'in_flight' ? 'accepted' : entry.status,
    says: entry.reason ?? `accepted from ${entry.source}`,
  };
  const written = {
    fields: fieldsOf(entry),
    seen: entry.duplicateKeys,
    person: lead ? personKeys.keyOf(lead) : '',
  };
  const first = await guarded('accepting a submission', () =>
    run.accept(
      prefix,
      leadId,
      receivedAt,
      JSON.stringify(written),
      seal.seal(JSON.stringify(entry.raw), leadId),
      rawKeptMs,
      JSON.stringify(story),
      JSON.stringify(swallowed(receivedAt)),
      JSON.stringify(returned(receivedAt)),
    ),
  );
  return { leadId: String(first), duplicate: first !== leadId };
}

/** Instead of a lead, where the person was erased after sending it. */
function swallowed(at: number): StoryEvent {
  return {
    at,
    what: 'erased',
    says: 'The person was erased after this was received, so nothing of it was kept.',
  };
}

function returned(at: number): StoryEvent {
  return {
    at,
    what: 'returned',
    says: 'This person was erased before, and has sent something new since.',
  };
}

function fieldsOf(entry: NewEntry): Record<string, string> {
  const { reason, reasonCode, lead } = entry;
  return {
    source: entry.source,
    receivedAt: String(entry.receivedAt),
    status: entry.status,
    ...(reason !== undefined && { reason }),
    ...(reasonCode !== undefined && { reasonCode }),
    ...(lead && { lead: JSON.stringify(lead) }),
    ...pendingFields(entry.status === 'in_flight' ? entry.steps : []),
    seen: JSON.stringify(entry.duplicateKeys.map(({ key }) => key)),
  };
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
