import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLedgerErasure } from '../../src/systems/redis/ledger-erasure.ts';
import type { DeadLetter, NewEntry } from '../../src/workflow/ledger.ts';
import { createRetention, type Retention } from '../../src/workflow/retention.ts';
import { aLead, anEmailAddress } from '../support/lead-builder.ts';
import {
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../support/redis-setting.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.parse('2026-07-01T09:00:00Z');
const SILENT = { debug: ignored, info: ignored, warn: ignored, error: ignored };
const METRICS = { count: ignored, observe: ignored, gauge: ignored };

function ignored(): void {
  // Nothing is measured or logged in these tests.
}

let setting: RedisSetting;
let books: Bookkeeping;
let retention: Retention;
let ids = 0;

beforeAll(async () => {
  setting = await startRedisSetting();
});
afterAll(() => setting.stop());
beforeEach(() => {
  books = setting.fresh();
  const { prefix, personKeys, ledger } = books;
  retention = createRetention({
    ledger,
    queues: setting.queuesOf(books),
    erasure: createLedgerErasure({
      redis: setting.redis,
      prefix,
      personKeys,
      tombstoneMs: 400 * DAY_MS,
    }),
    keptMs: { dead: 90 * DAY_MS, ledger: 400 * DAY_MS },
    now: () => NOW,
    log: SILENT,
    metrics: METRICS,
  });
});

/** A lead that came so many days ago, and whose status has not changed since. */
async function accepted(daysAgo: number, status: NewEntry['status']): Promise<string> {
  ids += 1;
  const leadId = `01920000-0000-7000-8000-${String(ids).padStart(12, '0')}`;
  const email = anEmailAddress(`old${ids}@example.com`);
  await books.ledger.accept({
    leadId,
    source: 'website',
    receivedAt: NOW - daysAgo * DAY_MS,
    status,
    lead: aLead({ leadId, person: { email } }),
    raw: { contentType: 'text/plain', bodyBase64: '', headers: {} },
    steps: ['deduplicate'],
    duplicateKeys: [],
  });
  return leadId;
}

async function ended(daysAgo: number): Promise<string> {
  const leadId = await accepted(daysAgo, 'in_flight');
  const at = NOW - daysAgo * DAY_MS;
  await books.ledger.endStep(leadId, 'deduplicate', { state: 'skipped', says: 'ended' }, at);
  return leadId;
}

async function died(daysAgo: number): Promise<string> {
  const leadId = await accepted(daysAgo, 'in_flight');
  const deadLetter: DeadLetter = {
    leadId,
    step: 'deduplicate',
    generation: 0,
    at: NOW - daysAgo * DAY_MS,
    errorClass: 'invalid',
    words: 'no',
    advice: 'none',
    attempts: [],
  };
  await setting.queuesOf(books).addDeadLetter(deadLetter);
  await books.ledger.markDead(deadLetter);
  return leadId;
}

const statusOf = async (leadId: string) => (await books.ledger.load(leadId))?.status;

describe('A round of retention', () => {
  it('forgets what ended longer ago than the ledger is kept, and keeps what did not', async () => {
    const [old, young] = [await ended(401), await ended(399)];
    const [refused, waiting] = [await accepted(401, 'refused'), await accepted(500, 'in_flight')];

    expect(await retention.round()).toEqual({ erased: 0, forgotten: 2 });
    expect(await Promise.all([old, refused, young, waiting].map(statusOf))).toEqual([
      undefined,
      undefined,
      'complete',
      'in_flight',
    ]);
  });

  it('leaves nothing of what it forgets but a count, so that the balance stays right', async () => {
    await ended(401);
    await retention.round();

    expect(await books.ledger.balance()).toMatchObject({
      accepted: 1,
      byStatus: { complete: 1 },
      balanced: true,
    });
    const keys = await setting.keys(`${books.prefix}:*`);
    expect(keys.filter((key) => !key.includes(':q:'))).toEqual([`${books.prefix}:counts`]);
  });

  it('erases what waited for a person and nobody came, with its dead letter', async () => {
    const [dead, parked] = [await died(91), await accepted(91, 'quarantined')];
    const [youngDead, youngParked] = [await died(89), await accepted(89, 'quarantined')];

    expect(await retention.round()).toEqual({ erased: 2, forgotten: 0 });
    expect(await Promise.all([dead, parked, youngDead, youngParked].map(statusOf))).toEqual([
      'erased',
      'erased',
      'dead',
      'quarantined',
    ]);
    const letters = await setting.queuesOf(books).deadLetters('deduplicate');
    expect(letters.map(({ leadId }) => leadId)).toEqual([youngDead]);
    const [told] = await books.ledger.story(dead);
    expect(told).toMatchObject({ what: 'erased', says: expect.stringContaining('waited') });
    expect((await books.ledger.balance()).balanced).toBe(true);
  });

  it('goes on until nothing old is left, and does nothing the second time', async () => {
    for (let count = 0; count < 450; count += 1) await accepted(500, 'refused');

    expect(await retention.round()).toEqual({ erased: 0, forgotten: 450 });
    expect(await retention.round()).toEqual({ erased: 0, forgotten: 0 });
    expect((await books.ledger.balance()).balanced).toBe(true);
  });
});
