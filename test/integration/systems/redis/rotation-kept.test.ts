import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keysFor } from '../../../../src/systems/redis/keys.ts';
import { createRotation } from '../../../../src/systems/redis/rotation.ts';
import { ENTRIES_KEPT } from '../../../../src/systems/redis/rotation-store.ts';
import type { Rotation } from '../../../../src/workflow/ledger.ts';
import {
  anEntry,
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../../../support/redis-setting.ts';
import {
  DECIDED_AT,
  nextOf,
  owedIn,
  ownLeadOf,
  rotationTeam,
  takenIn,
  turnOf,
} from '../../../support/rotation-scene.ts';

let setting: RedisSetting;
let book: Bookkeeping;
let rotation: Rotation;
beforeAll(async () => {
  setting = await startRedisSetting();
});
beforeEach(async () => {
  book = setting.fresh();
  rotation = book.rotation;
  await book.ledger.accept(anEntry('lead-1'));
  await book.ledger.accept(anEntry('lead-2'));
});
afterAll(() => setting.stop());

describe('an open lead', () => {
  it('is closed once, however often it is said', async () => {
    await rotation.decideOnce('lead-1', turnOf('ada'));
    await rotation.decideOnce('lead-2', ownLeadOf('ada'));
    await Promise.all([rotation.close('lead-1'), rotation.close('lead-1')]);
    await rotation.close('nobody');
    const { rotation: after } = await rotation.look();
    expect(after.members['ada']?.counts.open).toBe(1);
    expect(after.pools['dach']?.counts.open).toBe(0);
    expect(await rotation.open(10)).toEqual([{ leadId: 'lead-2', member: 'ada', at: DECIDED_AT }]);
  });
});

describe('a credit', () => {
  beforeEach(() => rotation.decideOnce('lead-1', turnOf('ada')));

  it('is given once, and stands in the ledger with who said so', async () => {
    const spam = {
      leadId: 'lead-1',
      reason: 'spam',
      part: 1,
      at: DECIDED_AT + 1,
      by: 'ops',
    } as const;
    const given = await Promise.all([rotation.credit(spam), rotation.credit(spam)]);
    expect(given.filter(Boolean)).toHaveLength(1);
    expect(owedIn((await rotation.look()).rotation)).toEqual({ ada: 0, bob: 0, cleo: 0 });
    const [newest] = await rotation.entries({ member: 'ada', limit: 1 });
    expect(newest).toMatchObject({ reason: 'spam', amount: 0.5, leadId: 'lead-1', by: 'ops' });
  });

  it('is not given for a lead that took nothing', async () => {
    await rotation.decideOnce('lead-2', ownLeadOf('bob'));
    for (const leadId of ['lead-2', 'nobody']) {
      expect(await rotation.credit({ leadId, reason: 'spam', part: 1, at: 1 })).toBe(false);
    }
  });
});

describe('what the rotation keeps', () => {
  it('is what was said of members by command', async () => {
    const absence = { away: [{ from: '2026-08-03', until: '2026-08-14' }] };
    await setting.redis.hset(keysFor(book.prefix).absences, 'bob', JSON.stringify(absence));
    expect((await rotation.look()).absences).toEqual({ bob: absence });
  });

  it('is who had the last lead of a company, without its name', async () => {
    await rotation.decideOnce('lead-1', turnOf('bob', 'acme.example'), { company: 'acme.example' });
    expect((await rotation.look({ company: 'acme.example' })).rotation.companies).toEqual({
      dach: 'bob',
    });
    expect((await rotation.look({ company: 'other.example' })).rotation.companies).toEqual({});
    const names = await setting.keys(`${book.prefix}:company:*`);
    expect(names).toHaveLength(1);
    expect(names.join()).not.toContain('acme');
  });

  it('is by name: whoever leaves team.yaml keeps their counts for their return', async () => {
    await rotation.decideOnce('lead-1', nextOf('world'));
    await rotation.decideOnce('lead-2', nextOf('world', ['bob', 'cleo']));
    expect(takenIn((await rotation.look()).rotation, 'world')).toEqual({ ada: 1, bob: 1, cleo: 0 });
  });

  it('is the newest entries of each pool', async () => {
    const list = keysFor(book.prefix).standings('dach');
    await setting.redis.rpush(list, ...Array.from({ length: ENTRIES_KEPT }, () => '{"at":1}'));
    await rotation.decideOnce('lead-1', nextOf());
    await rotation.decideOnce('lead-2', nextOf('world'));
    expect(await setting.redis.llen(list)).toBe(ENTRIES_KEPT);
    const newest = await rotation.entries({ limit: 2 });
    expect(new Set(newest.map(({ leadId }) => leadId))).toEqual(new Set(['lead-1', 'lead-2']));
    expect(await rotation.entries({ pool: 'dach', member: 'ada', limit: 9 })).toHaveLength(1);
  });
});

describe('a rotation beside the live one', () => {
  it('takes turns of its own for the same leads, and looks at the same absences', async () => {
    const aside = createRotation({
      ...{ redis: setting.redis, prefix: book.prefix, name: 'shadow' },
      team: () => rotationTeam,
      companyKey: book.personKeys.keyOfEmail,
    });
    await setting.redis.hset(keysFor(book.prefix).absences, 'bob', '{"away":[]}');
    const live = await rotation.decideOnce('lead-1', turnOf('ada'));
    await aside.decideOnce('lead-1', turnOf('bob'));
    expect(takenIn((await rotation.look()).rotation)).toEqual({ ada: 1, bob: 0, cleo: 0 });
    expect(takenIn((await aside.look()).rotation)).toEqual({ ada: 0, bob: 1, cleo: 0 });
    expect((await aside.look()).absences).toEqual({ bob: { away: [] } });
    await rotation.decideOnce('lead-1', (now) => {
      expect(now.before).toEqual(live);
      return now.before ?? live;
    });
    expect(await aside.open(10)).toMatchObject([{ leadId: 'lead-1', member: 'bob' }]);
  });
});
