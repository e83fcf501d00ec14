import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Lead } from '../../../../src/lead/lead.ts';
import { createLedgerErasure } from '../../../../src/systems/redis/ledger-erasure.ts';
import type { LedgerErasure } from '../../../../src/workflow/erasure.ts';
import { LostJob, type NewEntry } from '../../../../src/workflow/ledger.ts';
import { aLead, anEmailAddress } from '../../../support/lead-builder.ts';
import {
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../../../support/redis-setting.ts';

const EMAIL = 'grace@example.com';
const RECEIVED = Date.parse('2026-07-01T09:00:00Z');
const ERASED = RECEIVED + 60_000;
const LATER = ERASED + 60_000;

let setting: RedisSetting;
let books: Bookkeeping;
let erasure: LedgerErasure;
let ids = 0;

beforeAll(async () => {
  setting = await startRedisSetting();
});
afterAll(() => setting.stop());
beforeEach(() => {
  books = setting.fresh();
  const { prefix, personKeys } = books;
  erasure = createLedgerErasure({ redis: setting.redis, prefix, personKeys, tombstoneMs: 60_000 });
});

function leadOf(email = EMAIL): Lead {
  ids += 1;
  const leadId = `01920000-0000-7000-8000-${String(ids).padStart(12, '0')}`;
  return aLead({ leadId, person: { email: anEmailAddress(email) } });
}

async function accept(lead: Lead, parts: Partial<NewEntry> = {}): Promise<string> {
  const kept = await books.ledger.accept({
    leadId: lead.leadId,
    source: 'website',
    receivedAt: RECEIVED,
    status: 'in_flight',
    lead,
    raw: { contentType: 'text/plain', bodyBase64: '', headers: {} },
    steps: ['deduplicate'],
    duplicateKeys: [],
    ...parts,
  });
  return kept.leadId;
}

const statusOf = async (leadId: string) => (await books.ledger.load(leadId))?.status;
const whatOf = async (leadId: string) => (await books.ledger.story(leadId)).map(({ what }) => what);

describe('A worker that is still at an erased lead', () => {
  it('can make no effect, end no step and tell no story', async () => {
    const { ledger, people, personKeys } = books;
    const lead = leadOf();
    const leadId = await accept(lead);
    await ledger.attemptEffect(leadId, 'contact', RECEIVED);
    await erasure.erase(leadId, 'erased', ERASED);

    await expect(ledger.attemptEffect(leadId, 'task', ERASED)).rejects.toThrow(LostJob);
    await ledger.recordEffect(leadId, 'contact', { contactId: '101' }, ERASED);
    await ledger.countAttempt(leadId, 'deduplicate', ERASED);
    await ledger.tell(leadId, { at: ERASED, what: 'failed', says: 'Grace Hopper' });
    const end = { state: 'done', result: { name: 'Grace' }, says: 'Grace' } as const;
    expect(await ledger.endStep(leadId, 'deduplicate', end, ERASED)).toBe(false);
    const person = personKeys.keyOf(lead);
    await people.remember(person, { leadId, contactId: '101', at: ERASED });

    expect(await people.latest(person)).toBeUndefined();
    expect(await whatOf(leadId)).toEqual(['erased']);
    expect(await setting.redis.hgetall(`${books.prefix}:lead:${leadId}`)).toEqual({
      source: 'website',
      receivedAt: String(RECEIVED),
      status: 'erased',
    });
  });
});

describe('Erasing', () => {
  it('is the same however often it is done', async () => {
    const leadId = await accept(leadOf());
    for (const at of [ERASED, LATER]) await erasure.erase(leadId, 'erased', at);
    expect(await books.ledger.balance()).toMatchObject({ accepted: 1, balanced: true });
    expect(await erasure.erase('nobody', 'erased', ERASED)).toBe(false);
  });

  it("frees the person's lease, and keeps what a later lead of the person left", async () => {
    const { people, personKeys, ledger } = books;
    const [first, second] = [leadOf(), leadOf()];
    await accept(first);
    await accept(second, { receivedAt: LATER });
    const person = personKeys.keyOf(first);
    await people.lease(person, first.leadId);
    await people.remember(person, { leadId: second.leadId, contactId: '7', at: LATER });
    await erasure.erase(first.leadId, 'erased', ERASED);

    expect(await people.lease(person, second.leadId)).toBeUndefined();
    expect(await people.latest(person)).toMatchObject({ leadId: second.leadId });
    expect(await ledger.leadsOfEmail(EMAIL)).toEqual([second.leadId]);
  });

  it('keeps the duplicate keys, so that a late retry is known for one', async () => {
    const duplicateKeys = [{ key: 'k1', ttlMs: 1_000 }];
    const leadId = await accept(leadOf(), { duplicateKeys });
    await erasure.bury(EMAIL, ERASED);
    await erasure.erase(leadId, 'erased', ERASED);

    expect(await setting.redis.pttl(`${books.prefix}:seen:k1`)).toBeGreaterThan(50_000);
    expect(await accept(leadOf(), { receivedAt: LATER, duplicateKeys })).toBe(leadId);
  });
});

describe('A tombstone', () => {
  it('keeps out what was received before, to the millisecond, and counts it', async () => {
    await erasure.bury(EMAIL, ERASED);
    const before = await accept(leadOf(), { receivedAt: ERASED });
    const after = await accept(leadOf(), { receivedAt: ERASED + 1 });

    expect([await statusOf(before), await statusOf(after)]).toEqual(['erased', 'in_flight']);
    expect(await whatOf(after)).toEqual(['accepted', 'returned']);
    expect(await books.ledger.raw(before)).toBeUndefined();
    expect(await books.ledger.balance()).toMatchObject({ accepted: 2, balanced: true });
  });

  it('keeps out what is read to be that person and released from quarantine', async () => {
    const { ledger } = books;
    const parked = leadOf('unread@example.com');
    await accept(parked, { status: 'quarantined' });
    await erasure.bury(EMAIL, ERASED);
    const read = { ...parked, person: { email: anEmailAddress(EMAIL) } };

    expect(await ledger.release(parked.leadId, read, ['deduplicate'], LATER)).toBe(false);
    expect(await statusOf(parked.leadId)).toBe('quarantined');
  });

  it('names nobody: it is a keyed hash', async () => {
    await erasure.bury(EMAIL, ERASED);
    const keys = await setting.keys(`${books.prefix}:erased:*`);
    expect(keys).toEqual([expect.stringMatching(/:erased:[0-9a-f]{64}$/)]);
    expect(await setting.redis.pttl(keys[0] ?? '')).toBeGreaterThan(50_000);
  });
});
