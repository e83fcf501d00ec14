import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Lead } from '../../../../src/lead/lead.ts';
import { keysFor } from '../../../../src/systems/redis/keys.ts';
import { createLedgerErasure } from '../../../../src/systems/redis/ledger-erasure.ts';
import type { LedgerErasure } from '../../../../src/workflow/erasure.ts';
import { aLead, anEmailAddress } from '../../../support/lead-builder.ts';
import {
  anEntry,
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../../../support/redis-setting.ts';

const EMAIL = 'grace@example.com';
const lead: Lead = aLead({ leadId: 'lead-1', person: { email: anEmailAddress(EMAIL) } });
const corrected: Lead = { ...lead, message: 'corrected' };

let setting: RedisSetting;
let book: Bookkeeping;
let erasure: LedgerErasure;

/** As it was written before: the lead and its duplicate keys in the hash, and every story told. */
async function rewrittenAsBefore(): Promise<void> {
  const keys = keysFor(book.prefix);
  await setting.redis.del(keys.leadText('lead-1'));
  await setting.redis.hdel(keys.lead('lead-1'), 'seen:1', 'seen:2');
  await setting.redis.hset(keys.lead('lead-1'), {
    lead: JSON.stringify(lead),
    seen: JSON.stringify(['one', 'other']),
  });
}

beforeAll(async () => {
  setting = await startRedisSetting();
});
beforeEach(async () => {
  book = setting.fresh();
  const { prefix, personKeys } = book;
  erasure = createLedgerErasure({ redis: setting.redis, prefix, personKeys, tombstoneMs: 60_000 });
  const duplicateKeys = ['one', 'other'].map((key) => ({ key, ttlMs: 1_000 }));
  await book.ledger.accept(anEntry('lead-1', { lead, duplicateKeys }));
  await rewrittenAsBefore();
  const opening = { at: 1_000, what: 'accepted', says: 'accepted from website' };
  await book.ledger.tell('lead-1', opening);
});
afterAll(() => setting.stop());

const hash = () => setting.redis.hgetall(keysFor(book.prefix).lead('lead-1'));

async function die(): Promise<void> {
  await book.ledger.markDead({
    ...{ leadId: 'lead-1', step: 'deduplicate', generation: 0, at: 2_000 },
    ...{ errorClass: 'bug', words: 'no', advice: 'mend it', attempts: [] },
  });
}

describe('a lead that an older leadline has written', () => {
  it('is read as it was', async () => {
    expect((await book.ledger.load('lead-1'))?.lead).toEqual(lead);
  });

  it('has the story that was told of it, with one beginning', async () => {
    const lines = await book.ledger.story('lead-1');
    expect(lines.map(({ what }) => what)).toEqual(['accepted']);
  });

  it('is corrected once, and stands in one place then', async () => {
    await die();
    expect(await book.ledger.correctLead(lead, corrected, 'a typing error', 3_000)).toBe(true);
    expect(await book.ledger.correctLead(lead, corrected, 'again', 3_000)).toBe(false);
    expect((await book.ledger.load('lead-1'))?.lead).toEqual(corrected);
    expect(await hash()).not.toHaveProperty('lead');
  });

  it('is erased with all of its keys, and a late retry is known for one', async () => {
    expect(await erasure.erase('lead-1', 'erased', 2_000)).toBe(true);
    expect(await hash()).toEqual({ source: 'website', receivedAt: '1000', status: 'erased' });
    expect(await book.ledger.leadsOfEmail(EMAIL)).toEqual([]);
    for (const key of ['one', 'other']) {
      const kept = await setting.redis.pttl(keysFor(book.prefix).seen(key));
      expect(kept).toBeGreaterThan(1_000);
    }
  });
});

describe('what stands of a lead in Redis', () => {
  it('is small: its record holds nothing longer than Redis keeps in a short list', async () => {
    const duplicateKeys = ['a', 'b'].map((each) => ({ key: each.repeat(64), ttlMs: 60_000 }));
    await book.ledger.accept(anEntry('lead-2', { duplicateKeys }));
    const key = keysFor(book.prefix).lead('lead-2');
    expect(await setting.redis.object('ENCODING', key)).toBe('listpack');
  });

  it.each(['erased', 'forgotten'] as const)('is nothing of its text once it is %s', async (how) => {
    await book.ledger.accept(anEntry('lead-2', { lead: { ...lead, leadId: 'lead-2' } }));
    if (how === 'erased') await erasure.erase('lead-2', 'erased', 2_000);
    else await erasure.forget('lead-2', 'in_flight');
    expect(await setting.redis.exists(keysFor(book.prefix).leadText('lead-2'))).toBe(0);
    expect(await book.ledger.leadsOfEmail(EMAIL)).toEqual(['lead-1']);
    expect((await book.ledger.load('lead-2'))?.lead).toBeUndefined();
  });

  it('begins its story with its arrival, whatever is told afterwards', async () => {
    await book.ledger.accept(anEntry('lead-2'));
    await book.ledger.tell('lead-2', { at: 2_000, what: 'failed', says: 'HubSpot is away' });
    expect(await book.ledger.story('lead-2')).toEqual([
      { at: 1_000, what: 'accepted', says: 'accepted from website' },
      { at: 2_000, what: 'failed', says: 'HubSpot is away' },
    ]);
    expect(await book.ledger.story('nobody')).toEqual([]);
  });
});
