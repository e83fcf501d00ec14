import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keysFor } from '../../../../src/systems/redis/keys.ts';
import { aLead, anEmailAddress } from '../../../support/lead-builder.ts';
import {
  anEntry,
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../../../support/redis-setting.ts';

describe('accepting a submission', () => {
  let setting: RedisSetting;
  let book: Bookkeeping;
  beforeAll(async () => {
    setting = await startRedisSetting();
  });
  beforeEach(() => {
    book = setting.fresh();
  });
  afterAll(() => setting.stop());

  it('keeps the lead, what was posted, and the beginning of its story', async () => {
    const entry = anEntry('lead-1');
    expect(await book.ledger.accept(entry)).toEqual({ leadId: 'lead-1', duplicate: false });
    expect(await book.ledger.load('lead-1')).toMatchObject({
      leadId: 'lead-1',
      source: 'website',
      receivedAt: 1_000,
      status: 'in_flight',
      lead: entry.lead,
      effects: {},
    });
    expect(await book.ledger.raw('lead-1')).toEqual(entry.raw);
    expect(await book.ledger.story('lead-1')).toEqual([
      { at: 1_000, what: 'accepted', says: 'accepted from website' },
    ]);
  });

  it('keeps what was posted sealed, and not for ever', async () => {
    await book.ledger.accept(anEntry('lead-1'));
    const key = keysFor(book.prefix).raw('lead-1');
    expect(await setting.redis.get(key)).not.toContain('aGVsbG8=');
    expect(await setting.redis.pttl(key)).toBeGreaterThan(0);
  });

  it('is done once, however often Redis is told', async () => {
    const entry = anEntry('lead-1', { duplicateKeys: [{ key: 'k', ttlMs: 60_000 }] });
    await book.ledger.accept(entry);
    await book.ledger.endStep('lead-1', 'deduplicate', { state: 'skipped', says: '' }, 2_000);
    expect(await book.ledger.accept(entry)).toEqual({ leadId: 'lead-1', duplicate: false });
    expect((await book.ledger.load('lead-1'))?.steps['deduplicate']?.state).toBe('skipped');
    expect((await book.ledger.balance()).accepted).toBe(1);
  });

  it('answers a repeated submission with the first lead, by whichever key it is known', async () => {
    const [one, other] = [
      { key: 'submission', ttlMs: 60_000 },
      { key: 'content', ttlMs: 60_000 },
    ];
    await book.ledger.accept(anEntry('lead-1', { duplicateKeys: [one, other] }));
    for (const duplicateKeys of [[one], [other], [{ key: 'new', ttlMs: 60_000 }, other]]) {
      const again = await book.ledger.accept(anEntry('lead-2', { duplicateKeys }));
      expect(again).toEqual({ leadId: 'lead-1', duplicate: true });
    }
    expect(await book.ledger.load('lead-2')).toBeUndefined();
    expect(await book.ledger.balance()).toMatchObject({ accepted: 1, balanced: true });
  });

  it('takes the same submission anew once its time is over', async () => {
    await book.ledger.accept(anEntry('lead-1', { duplicateKeys: [{ key: 'k', ttlMs: 60_000 }] }));
    await setting.redis.pexpire(keysFor(book.prefix).seen('k'), 0);
    const again = anEntry('lead-2', { duplicateKeys: [{ key: 'k', ttlMs: 60_000 }] });
    expect(await book.ledger.accept(again)).toEqual({ leadId: 'lead-2', duplicate: false });
  });

  it('makes one lead of twenty posts at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        book.ledger.accept(anEntry(`lead-${at}`, { duplicateKeys: [{ key: 'k', ttlMs: 60_000 }] })),
      ),
    );
    expect(new Set(answers.map(({ leadId }) => leadId)).size).toBe(1);
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect((await book.ledger.balance()).byStatus.in_flight).toBe(1);
  });

  it.each(['quarantined', 'refused'] as const)(
    'keeps what is %s, with the reason',
    async (status) => {
      await book.ledger.accept(
        anEntry('lead-1', { status, reason: 'a link farm', reasonCode: 'spam', steps: [] }),
      );
      expect(await book.ledger.load('lead-1')).toMatchObject({
        ...{ status, reason: 'a link farm', reasonCode: 'spam' },
        steps: {},
      });
      expect(await book.ledger.quietSince(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    },
  );

  it('finds every lead of a person by any way of writing the address', async () => {
    const person = { email: anEmailAddress('grace@example.com') };
    await book.ledger.accept(anEntry('lead-1', { lead: aLead({ leadId: 'lead-1', person }) }));
    await book.ledger.accept(anEntry('lead-2', { lead: aLead({ leadId: 'lead-2', person }) }));
    expect(await book.ledger.leadsOfEmail(' Grace@Example.com')).toEqual(['lead-1', 'lead-2']);
    expect(await book.ledger.leadsOfEmail('ada@example.com')).toEqual([]);
  });
});

describe('leaving quarantine', () => {
  let setting: RedisSetting;
  let book: Bookkeeping;
  beforeAll(async () => {
    setting = await startRedisSetting();
  });
  beforeEach(async () => {
    book = setting.fresh();
    const why = { reason: 'It looks like spam.', reasonCode: 'spam' };
    await book.ledger.accept(anEntry('lead-1', { status: 'quarantined', steps: [], ...why }));
  });
  afterAll(() => setting.stop());

  it('puts a released lead in flight with all of its steps, once', async () => {
    const lead = aLead({ leadId: 'lead-1' });
    expect(await book.ledger.release('lead-1', lead, ['deduplicate', 'assign'], 2_000)).toBe(true);
    expect(await book.ledger.release('lead-1', lead, ['deduplicate'], 3_000)).toBe(false);
    expect(await book.ledger.refuse('lead-1', 'spam', 3_000)).toBe(false);
    const record = await book.ledger.load('lead-1');
    expect(record).toMatchObject({ status: 'in_flight', lead });
    expect(Object.keys(record?.steps ?? {})).toEqual(['deduplicate', 'assign']);
    expect(await book.ledger.quietSince(2_000, 10)).toEqual(['lead-1']);
    expect(await book.ledger.leadsOfEmail('grace@example.com')).toEqual(['lead-1']);
    expect(await book.ledger.balance()).toMatchObject({
      balanced: true,
      byStatus: { quarantined: 0, in_flight: 1 },
    });
  });

  it('leaves the reason of a released lead in its story alone', async () => {
    await book.ledger.release('lead-1', aLead({ leadId: 'lead-1' }), ['deduplicate'], 2_000);
    const record = await book.ledger.load('lead-1');
    expect(record).not.toHaveProperty('reason');
    expect(record).not.toHaveProperty('reasonCode');
    expect((await book.ledger.story('lead-1'))[0]?.says).toBe('It looks like spam.');
  });

  it('refuses what a person calls spam, with the reason', async () => {
    expect(await book.ledger.refuse('lead-1', 'an advertisement', 2_000)).toBe(true);
    expect(await book.ledger.load('lead-1')).toMatchObject({
      ...{ status: 'refused', reason: 'an advertisement' },
    });
    expect(await book.ledger.balance()).toMatchObject({
      balanced: true,
      byStatus: { quarantined: 0, refused: 1 },
    });
  });
});
