import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keysFor } from '../../../../src/systems/redis/keys.ts';
import type { DeadLetter } from '../../../../src/workflow/ledger.ts';
import { aLead, anEmailAddress, type LeadParts } from '../../../support/lead-builder.ts';
import {
  anEntry,
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../../../support/redis-setting.ts';

let setting: RedisSetting;
let book: Bookkeeping;
beforeAll(async () => {
  setting = await startRedisSetting();
});
beforeEach(async () => {
  book = setting.fresh();
  await book.ledger.accept(anEntry('lead-1'));
  await book.ledger.accept(anEntry('lead-2'));
});
afterAll(() => setting.stop());

function letter(leadId: string, step: string): DeadLetter {
  const common = { leadId, step, generation: 0, at: 5_000, words: '400', advice: 'Mend it.' };
  return { ...common, errorClass: 'invalid', attempts: [] };
}

describe('leads of one person', () => {
  it('go one after another: the second waits and is told for whom', async () => {
    const { people } = book;
    expect(await people.lease('grace', 'lead-1')).toBeUndefined();
    expect(await people.lease('grace', 'lead-2')).toBe('lead-1');
    expect(await people.lease('ada', 'lead-2')).toBeUndefined();
  });

  it('keep their place when a step runs again after a crash', async () => {
    const { people } = book;
    await people.lease('grace', 'lead-1');
    expect(await people.lease('grace', 'lead-1')).toBeUndefined();
    expect(await people.lease('grace', 'lead-2')).toBe('lead-1');
  });

  it('go on when the first one gives its place back', async () => {
    const { people } = book;
    await people.lease('grace', 'lead-1');
    await people.release('grace', 'lead-1');
    expect(await people.lease('grace', 'lead-2')).toBeUndefined();
  });

  it('can not give away a place that is not theirs', async () => {
    const { people } = book;
    await people.lease('grace', 'lead-1');
    await people.release('grace', 'lead-2');
    expect(await people.lease('grace', 'lead-2')).toBe('lead-1');
  });

  it.each([
    ['was assigned, but its worker died before it could say so', 'assigned'],
    ['became a dead letter while its person was looked for', 'dead-deduplicate'],
    ['became a dead letter while it was assigned', 'dead-assign'],
    ['was discarded', 'discarded'],
    ['is gone', 'gone'],
  ])('go on when the first one %s', async (_, end) => {
    const { people, ledger } = book;
    await people.lease('grace', 'lead-1');
    const done = { state: 'done', result: {}, says: '' } as const;
    if (end === 'assigned') {
      await ledger.endStep('lead-1', 'deduplicate', done, 2_000);
      await ledger.endStep('lead-1', 'assign', done, 2_000);
    }
    if (end === 'dead-deduplicate') await ledger.markDead(letter('lead-1', 'deduplicate'));
    if (end === 'dead-assign') {
      await ledger.endStep('lead-1', 'deduplicate', done, 2_000);
      await ledger.markDead(letter('lead-1', 'assign'));
    }
    if (end === 'discarded') await ledger.discardSteps('lead-1', ['deduplicate'], '', 2_000);
    if (end === 'gone') await setting.redis.del(keysFor(book.prefix).lead('lead-1'));
    expect(await people.lease('grace', 'lead-2')).toBeUndefined();
    expect(await people.lease('grace', 'lead-2')).toBeUndefined();
  });

  it('wait for one that was found but not assigned yet, however long that takes', async () => {
    const { people, ledger } = book;
    await people.lease('grace', 'lead-1');
    const done = { state: 'done', result: {}, says: '' } as const;
    await ledger.endStep('lead-1', 'deduplicate', done, 2_000);
    expect(await people.lease('grace', 'lead-2')).toBe('lead-1');
  });

  it('remember the one that was assigned last', async () => {
    const latest = { leadId: 'lead-1', contactId: '501', at: 1_000 };
    expect(await book.people.latest('grace')).toBeUndefined();
    await book.people.remember('grace', latest);
    expect(await book.people.latest('grace')).toEqual(latest);
  });
});

const keyOf = (parts: LeadParts) => book.people.keyOf(aLead(parts));

describe('a person', () => {
  it('is known by the address, however it is written', () => {
    const small = { person: { email: anEmailAddress('grace@example.com') } };
    const large = { person: { email: anEmailAddress('Grace@Example.com') } };
    expect(keyOf(small)).toBe(keyOf(large));
    expect(keyOf(small)).toBe(book.personKeys.keyOfEmail(' GRACE@example.com '));
  });

  it('is known by the telephone number without an address', () => {
    const phone = { e164: '+43720115000', original: '0720 115000' } as never;
    const [one, other] = [{ leadId: 'lead-1' }, { leadId: 'lead-2' }];
    expect(keyOf({ ...one, person: { phone } })).toBe(keyOf({ ...other, person: { phone } }));
  });

  it('is nobody else when there is neither', () => {
    expect(keyOf({ leadId: 'lead-1', person: {} })).not.toBe(
      keyOf({ leadId: 'lead-2', person: {} }),
    );
  });

  it('can not be read from the key', () => {
    expect(keyOf({})).toMatch(/^[0-9a-f]{64}$/);
  });
});
