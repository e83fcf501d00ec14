import type { Redis } from 'ioredis';
import type { Lead } from '../../lead/lead.ts';
import {
  type EffectRecord,
  type LeadRecord,
  type LeadStatus,
  type Ledger,
  LostJob,
  type NewEntry,
  type RawSubmission,
  type StepRecord,
  type StoryEvent,
} from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import { balanceOf } from './ledger-balance.ts';
import { LEDGER_SCRIPTS } from './ledger-scripts.ts';
import type { PersonKeys } from './person-keys.ts';
import { scriptsOn } from './scripts.ts';
import type { Seal } from './seal.ts';

export type RedisLedgerOptions = {
  redis: Redis;
  prefix: string;
  seal: Seal;
  personKeys: PersonKeys;
  /** How long the raw submission is kept. */
  rawKeptMs: number;
};

export function createRedisLedger(options: RedisLedgerOptions): Ledger {
  const { redis, prefix, seal, personKeys } = options;
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, LEDGER_SCRIPTS);

  async function accept(entry: NewEntry): Promise<{ leadId: string; duplicate: boolean }> {
    const fields: Record<string, string> = {
      source: entry.source,
      receivedAt: String(entry.receivedAt),
      status: entry.status,
      ...(entry.reason !== undefined && { reason: entry.reason }),
      ...(entry.reasonCode !== undefined && { reasonCode: entry.reasonCode }),
      ...(entry.lead && { lead: JSON.stringify(entry.lead) }),
      ...pendingFields(entry.status === 'in_flight' ? entry.steps : []),
    };
    const story = { at: entry.receivedAt, what: wordFor(entry), says: sayingFor(entry) };
    const first = await guarded('accepting a submission', () =>
      run.accept(
        prefix,
        entry.leadId,
        entry.receivedAt,
        JSON.stringify({
          fields,
          seen: entry.duplicateKeys,
          person: entry.lead ? personKeys.keyOf(entry.lead) : '',
        }),
        seal.seal(JSON.stringify(entry.raw), entry.leadId),
        options.rawKeptMs,
        JSON.stringify(story),
      ),
    );
    return { leadId: String(first), duplicate: first !== entry.leadId };
  }

  async function raw(leadId: string): Promise<RawSubmission | undefined> {
    const sealed = await guarded('reading a raw submission', () => redis.get(keys.raw(leadId)));
    return sealed === null ? undefined : (JSON.parse(seal.open(sealed, leadId)) as RawSubmission);
  }

  async function setField(leadId: string, field: string, value: string): Promise<void> {
    await guarded(`writing ${field}`, () => run.setField(prefix, leadId, field, value));
  }

  async function correctLead(before: Lead, lead: Lead, says: string, at: number): Promise<boolean> {
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
  }

  return {
    accept,
    raw,
    load: (leadId) =>
      guarded('reading a lead', async () =>
        recordOf(leadId, await redis.hgetall(keys.lead(leadId))),
      ),
    story: (leadId) =>
      guarded('reading a story', async () =>
        (await redis.lrange(keys.story(leadId), 0, -1)).map(
          (line) => JSON.parse(line) as StoryEvent,
        ),
      ),
    tell: (leadId, event) =>
      guarded('telling the story', async () => {
        await redis.rpush(keys.story(leadId), JSON.stringify(event));
      }),

    attemptEffect: async (leadId, effect, at, fence) => {
      const mark: EffectRecord = { state: 'attempted', at };
      const written = await guarded('marking an attempt', () =>
        run.attemptEffect(
          fence?.lockKey ?? '',
          prefix,
          leadId,
          at,
          effect,
          JSON.stringify(mark),
          fence?.token ?? '',
        ),
      );
      if (written !== 1) throw new LostJob(leadId);
    },
    recordEffect: (leadId, effect, value, at) => {
      const made: EffectRecord = { state: 'made', at, value: value ?? null };
      return setField(leadId, `e:${effect}`, JSON.stringify(made));
    },
    forgetAttempt: (leadId, effect) =>
      guarded('forgetting an attempt', async () => {
        await redis.hdel(keys.lead(leadId), `e:${effect}`);
      }),

    countAttempt: async (leadId, step, at) =>
      Number(
        await guarded('counting an attempt', () => run.countAttempt(prefix, leadId, step, at)),
      ),
    endStep: async (leadId, step, end, at, fence) => {
      const result = end.result === undefined ? '' : JSON.stringify(end.result);
      const event: StoryEvent = { at, step, what: end.state, says: end.says };
      const written = await guarded('ending a step', () =>
        run.endStep(
          fence?.lockKey ?? '',
          prefix,
          leadId,
          at,
          step,
          end.state,
          result,
          JSON.stringify(event),
          fence?.token ?? '',
        ),
      );
      if (written === -2) throw new LostJob(leadId);
      return written === 1;
    },
    markDead: async (deadLetter) => {
      const { leadId, step, at, words } = deadLetter;
      const event: StoryEvent = { at, step, what: 'dead', says: words };
      await guarded('marking a dead letter', () =>
        run.markDead(prefix, leadId, at, step, JSON.stringify(deadLetter), JSON.stringify(event)),
      );
    },
    reviveStep: async (leadId, step, at) => {
      const event: StoryEvent = { at, step, what: 'replayed', says: 'put back by operations' };
      return Number(
        await guarded('reviving a step', () =>
          run.revive(prefix, leadId, at, step, JSON.stringify(event)),
        ),
      );
    },
    discardSteps: async (leadId, steps, says, at) => {
      const event: StoryEvent = { at, what: 'discarded', says };
      await guarded('discarding', () =>
        run.discard(prefix, leadId, at, JSON.stringify(event), ...steps),
      );
    },
    release: async (leadId, lead, steps, at) => {
      const fields = { lead: JSON.stringify(lead), ...pendingFields(steps) };
      const event: StoryEvent = { at, what: 'released', says: 'released from quarantine' };
      return leaveQuarantine(leadId, 'in_flight', fields, event, personKeys.keyOf(lead));
    },
    refuse: (leadId, reason, at) =>
      leaveQuarantine(leadId, 'refused', { reason }, { at, what: 'refused', says: reason }, ''),
    correctLead,

    list: (status, page) =>
      guarded('listing leads', async () => {
        const [rows, total] = await Promise.all([
          redis.zrevrange(
            keys.status(status),
            page.offset,
            page.offset + page.limit - 1,
            'WITHSCORES',
          ),
          redis.zcard(keys.status(status)),
        ]);
        const leads = [];
        for (let at = 0; at < rows.length; at += 2) {
          leads.push({ leadId: rows[at] ?? '', at: Number(rows[at + 1]) });
        }
        return { leads, total };
      }),
    quietSince: (before, limit) =>
      guarded('finding quiet leads', () =>
        redis.zrangebyscore(keys.open, '-inf', String(before), 'LIMIT', 0, limit),
      ),
    leadsOfEmail: (email) =>
      guarded('finding leads of a person', () =>
        redis.zrange(keys.personLeads(personKeys.keyOfEmail(email)), '0', '-1'),
      ),
    balance: () => guarded('balancing the ledger', () => balanceOf(redis, keys)),
  };

  async function leaveQuarantine(
    leadId: string,
    to: 'in_flight' | 'refused',
    fields: Record<string, string>,
    event: StoryEvent,
    person: string,
  ): Promise<boolean> {
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
}

function pendingFields(steps: string[]): Record<string, string> {
  return Object.fromEntries(steps.map((step) => [`s:${step}`, 'pending']));
}

function wordFor(entry: NewEntry): string {
  return entry.status === 'in_flight' ? 'accepted' : entry.status;
}

function sayingFor(entry: NewEntry): string {
  return entry.reason ?? `accepted from ${entry.source}`;
}

function recordOf(leadId: string, fields: Record<string, string>): LeadRecord | undefined {
  if (fields['status'] === undefined) return undefined;
  const record: LeadRecord = {
    leadId,
    source: fields['source'] ?? '',
    receivedAt: Number(fields['receivedAt']),
    status: fields['status'] as LeadStatus,
    ...(fields['reason'] !== undefined && { reason: fields['reason'] }),
    ...(fields['reasonCode'] !== undefined && { reasonCode: fields['reasonCode'] }),
    ...(fields['lead'] !== undefined && { lead: JSON.parse(fields['lead']) as Lead }),
    steps: {},
    effects: {},
  };
  for (const [field, value] of Object.entries(fields)) {
    const name = field.slice(2);
    if (field.startsWith('s:')) record.steps[name] = stepRecord(name, fields);
    if (field.startsWith('e:')) record.effects[name] = JSON.parse(value) as EffectRecord;
  }
  return record;
}

function stepRecord(step: string, fields: Record<string, string>): StepRecord {
  const result = fields[`r:${step}`];
  const deadLetter = fields[`d:${step}`];
  return {
    state: fields[`s:${step}`] as StepRecord['state'],
    attempts: Number(fields[`a:${step}`] ?? 0),
    generation: Number(fields[`g:${step}`] ?? 0),
    ...(result !== undefined && { result: JSON.parse(result) as unknown }),
    ...(deadLetter !== undefined && {
      deadLetter: JSON.parse(deadLetter) as NonNullable<StepRecord['deadLetter']>,
    }),
  };
}
