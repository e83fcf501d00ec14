import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DeadLetter, LeadStatus, Ledger, StepState } from '../../../../src/workflow/ledger.ts';
import { createMemoryLedger, type MemoryLedger } from '../../../support/memory-ledger.ts';
import {
  anEntry,
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../../../support/redis-setting.ts';

const STATES = ['pending', 'done', 'skipped', 'dead', 'discarded'] as const;
const STEPS = ['deduplicate', 'assign', 'task'];

/** All rows of three states. */
const rows = STATES.flatMap((one) =>
  STATES.flatMap((two) => STATES.map((three): StepState[] => [one, two, three])),
);

let setting: RedisSetting;
beforeAll(async () => {
  setting = await startRedisSetting();
});
afterAll(() => setting.stop());

function letter(leadId: string, step: string, generation = 0): DeadLetter {
  const common = { leadId, step, generation, at: 5_000, words: '400', advice: 'Mend it.' };
  return { ...common, errorClass: 'invalid', attempts: [] };
}

async function bring(ledger: Ledger, leadId: string, step: string, to: StepState): Promise<void> {
  if (to === 'pending') return;
  if (to === 'dead') return ledger.markDead(letter(leadId, step));
  if (to === 'discarded') return ledger.discardSteps(leadId, [step], 'not wanted', 5_000);
  const end = to === 'done' ? { state: to, result: {}, says: '' } : { state: to, says: '' };
  await ledger.endStep(leadId, step, end, 5_000);
}

function statusFor(states: StepState[]): LeadStatus {
  if (states.includes('dead')) return 'dead';
  return states.includes('pending') ? 'in_flight' : 'complete';
}

describe('the status of a lead', () => {
  it('follows from the states of its steps, whatever they are', async () => {
    const { ledger } = setting.fresh();
    for (const states of rows) {
      const leadId = states.join('-');
      await ledger.accept(anEntry(leadId, { steps: STEPS }));
      for (const [at, step] of STEPS.entries()) {
        await bring(ledger, leadId, step, states[at] ?? 'pending');
      }
      const record = await ledger.load(leadId);
      expect(Object.values(record?.steps ?? {}).map(({ state }) => state)).toEqual(states);
      expect(record?.status).toBe(statusFor(states));
    }

    const balance = await ledger.balance();
    expect(balance).toMatchObject({ accepted: rows.length, balanced: true, astray: [] });
    for (const status of ['complete', 'in_flight', 'dead'] as const) {
      const expected = rows.filter((states) => statusFor(states) === status);
      expect(balance.byStatus[status]).toBe(expected.length);
      const { leads } = await ledger.list(status, { offset: 0, limit: 200 });
      expect(leads.map(({ leadId }) => leadId).toSorted()).toEqual(
        expected.map((states) => states.join('-')).toSorted(),
      );
    }
    const open = await ledger.quietSince(5_000, 200);
    expect(open.toSorted()).toEqual(
      rows
        .filter((states) => states.includes('pending'))
        .map((states) => states.join('-'))
        .toSorted(),
    );
  });
});

/* ── the same orders to the Redis ledger and to one that is nothing but its rules ───────────── */

const step = fc.constantFrom(...STEPS);
const leadIds = fc.constantFrom('lead-1', 'lead-2');
const order = fc.oneof(
  fc.record({
    does: fc.constant('accept' as const),
    leadId: leadIds,
    key: fc.constantFrom('a', 'b'),
  }),
  fc.record({ does: fc.constant('quarantine' as const), leadId: leadIds }),
  fc.record({ does: fc.constantFrom('done' as const, 'skipped' as const), leadId: leadIds, step }),
  fc.record({ does: fc.constantFrom('dead' as const, 'revive' as const), leadId: leadIds, step }),
  fc.record({ does: fc.constantFrom('discard' as const, 'count' as const), leadId: leadIds, step }),
  fc.record({ does: fc.constantFrom('attempt' as const, 'made' as const), leadId: leadIds, step }),
  fc.record({
    does: fc.constantFrom('forget' as const, 'release' as const),
    leadId: leadIds,
    step,
  }),
);
type Order = typeof order extends fc.Arbitrary<infer T> ? T : never;

async function carryOut(ledger: MemoryLedger, given: Order, at: number): Promise<unknown> {
  const { leadId } = given;
  const known = await ledger.load(leadId);
  if (given.does === 'quarantine') {
    return ledger.accept(anEntry(leadId, { status: 'quarantined', steps: [] }));
  }
  if (given.does === 'accept') {
    const duplicateKeys = [{ key: given.key, ttlMs: 60_000 }];
    return ledger.accept(anEntry(leadId, { steps: STEPS, duplicateKeys }));
  }
  return known && toStep(ledger, given, at, known.lead);
}

type StepOrder = Exclude<Order, { does: 'accept' | 'quarantine' }>;

async function toStep(
  ledger: MemoryLedger,
  given: StepOrder,
  at: number,
  lead: Parameters<Ledger['release']>[1] | undefined,
): Promise<unknown> {
  const { leadId, step, does } = given;
  switch (does) {
    case 'done':
      return ledger.endStep(leadId, step, { state: 'done', result: { at }, says: '' }, at);
    case 'skipped':
      return ledger.endStep(leadId, step, { state: 'skipped', says: '' }, at);
    case 'dead':
      return ledger.markDead({ ...letter(leadId, step), at });
    case 'revive':
      return ledger.reviveStep(leadId, step, at);
    case 'discard':
      return ledger.discardSteps(leadId, [step], 'not wanted', at);
    case 'count':
      return (await ledger.load(leadId))?.steps[step] && ledger.countAttempt(leadId, step, at);
    case 'attempt':
      return ledger.attemptEffect(leadId, step, at);
    case 'made':
      return ledger.recordEffect(leadId, step, { id: at }, at);
    case 'forget':
      return ledger.forgetAttempt(leadId, step);
    case 'release':
      return lead && ledger.release(leadId, lead, STEPS, at);
    default:
      throw new Error(`no such order: ${String(does satisfies never)}`);
  }
}

describe('any row of writes', () => {
  it('leaves the Redis ledger as its rules say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 25 }), async (orders) => {
        const { ledger } = setting.fresh();
        const model = createMemoryLedger();
        for (const [at, given] of orders.entries()) {
          const answer = await carryOut(ledger, given, 2_000 + at);
          expect(answer).toEqual(await carryOut(model, given, 2_000 + at));
        }
        await expectSame(ledger, model);
      }),
      { numRuns: 150 },
    );
  });
});

async function expectSame(ledger: Ledger, model: MemoryLedger): Promise<void> {
  for (const leadId of ['lead-1', 'lead-2']) {
    expect(await ledger.load(leadId)).toEqual(await model.load(leadId));
  }
  expect(await ledger.balance()).toEqual(await model.balance());
  const quiet = await ledger.quietSince(Number.MAX_SAFE_INTEGER, 10);
  const expected = await model.quietSince(Number.MAX_SAFE_INTEGER, 10);
  expect(quiet.toSorted()).toEqual(expected.toSorted());
}

/* ── single rules ──────────────────────────────────────────────────────────────────────────── */

describe('a worker that lost its job to another one', () => {
  const mine = { lockKey: 'lock:lead-1', token: 'mine' };
  const theirs = { lockKey: 'lock:lead-1', token: 'theirs' };
  const end = { state: 'done', result: { by: 'me' }, says: '' } as const;

  async function accepted(): Promise<Bookkeeping> {
    const book = setting.fresh();
    await book.ledger.accept(anEntry('lead-1'));
    await setting.redis.set(theirs.lockKey, theirs.token);
    return book;
  }

  it('can neither begin an effect nor end the step', async () => {
    const { ledger } = await accepted();
    const before = await ledger.load('lead-1');
    await expect(ledger.attemptEffect('lead-1', 'task', 2_000, mine)).rejects.toThrow('taken over');
    await expect(ledger.endStep('lead-1', 'deduplicate', end, 2_000, mine)).rejects.toThrow(
      'taken over',
    );
    expect(await ledger.load('lead-1')).toEqual(before);
  });

  it('can not do it either when nobody holds the job', async () => {
    const { ledger } = await accepted();
    await setting.redis.del(theirs.lockKey);
    await expect(ledger.endStep('lead-1', 'deduplicate', end, 2_000, mine)).rejects.toThrow(
      'taken over',
    );
  });

  it('does not stop the one that has it', async () => {
    const { ledger } = await accepted();
    await ledger.attemptEffect('lead-1', 'task', 2_000, theirs);
    expect(await ledger.endStep('lead-1', 'deduplicate', end, 2_000, theirs)).toBe(true);
    expect(await ledger.endStep('lead-1', 'deduplicate', end, 3_000, theirs)).toBe(false);
  });
});

describe('what a step has made', () => {
  const made = new Map([['task', { state: 'made' as const, at: 3_000, value: { taskId: '7' } }]]);

  it('is written together with its end', async () => {
    const { ledger } = setting.fresh();
    await ledger.accept(anEntry('lead-1', { steps: STEPS }));
    const ended = { state: 'done' as const, result: {}, says: '', made };
    expect(await ledger.endStep('lead-1', 'deduplicate', ended, 4_000)).toBe(true);
    const record = await ledger.load('lead-1');
    expect(record?.effects).toEqual({ task: made.get('task') });
    expect(record?.steps['deduplicate']).toMatchObject({ state: 'done' });
  });

  it('is written also when somebody has ended the step meanwhile', async () => {
    const { ledger } = setting.fresh();
    await ledger.accept(anEntry('lead-1', { steps: STEPS }));
    await ledger.discardSteps('lead-1', ['deduplicate'], 'not wanted', 2_000);
    const ended = { state: 'skipped' as const, says: '', made };
    expect(await ledger.endStep('lead-1', 'deduplicate', ended, 4_000)).toBe(false);
    const record = await ledger.load('lead-1');
    expect(record?.effects).toEqual({ task: made.get('task') });
    expect(await ledger.effects('lead-1')).toEqual(record?.effects);
    expect(record?.steps['deduplicate']).toMatchObject({ state: 'discarded' });
  });
});

describe('a lead that was never accepted', () => {
  it('takes no writes', async () => {
    const { ledger } = setting.fresh();
    await expect(ledger.attemptEffect('nobody', 'task', 2_000)).rejects.toThrow();
    await ledger.recordEffect('nobody', 'task', {}, 2_000);
    expect(await ledger.countAttempt('nobody', 'task', 2_000)).toBe(0);
    expect(await ledger.endStep('nobody', 'task', { state: 'skipped', says: '' }, 2_000)).toBe(
      false,
    );
    await ledger.markDead(letter('nobody', 'task'));
    expect(await ledger.reviveStep('nobody', 'task', 2_000)).toBe(-1);
    expect(await ledger.load('nobody')).toBeUndefined();
    expect(await ledger.effects('nobody')).toBeUndefined();
    expect(await ledger.balance()).toMatchObject({ accepted: 0, balanced: true });
  });
});

describe('the story of a lead', () => {
  it('keeps its newest lines only, so that no lead grows without end', async () => {
    const { ledger } = setting.fresh();
    await ledger.accept(anEntry('lead-1'));
    for (let line = 0; line < 320; line += 1) {
      await ledger.tell('lead-1', { at: line, what: 'failed', says: `attempt ${line}` });
    }
    const story = await ledger.story('lead-1');
    expect(story).toHaveLength(300);
    expect(story.at(-1)?.says).toBe('attempt 319');
  });
});

describe('the balance', () => {
  it('names a lead that is in no status, and one that is in two', async () => {
    const { ledger, prefix } = setting.fresh();
    for (const leadId of ['lead-1', 'lead-2', 'lead-3']) await ledger.accept(anEntry(leadId));
    await setting.redis.zrem(`${prefix}:status:in_flight`, 'lead-1');
    expect(await ledger.balance()).toMatchObject({ balanced: false, astray: ['lead-1'] });

    await setting.redis.zadd(`${prefix}:status:in_flight`, 1, 'lead-1');
    await setting.redis.zadd(`${prefix}:status:complete`, 1, 'lead-3');
    expect(await ledger.balance()).toMatchObject({ balanced: false, astray: ['lead-3'] });
  });
});
