import { describe, expect, it } from '@jest/globals';
import { EMPTY_ROTATION, type RotationState } from '../../../src/routing/rotation-state.ts';
import { entryLines, poolInWords, standingLines } from '../../../src/routing/standing-words.ts';
import { standingsOf } from '../../../src/routing/standings.ts';
import { type Team, teamSchema } from '../../../src/routing/team.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');

const team: Team = teamSchema.parse({
  members: {
    ada: { name: 'Ada', email: 'ada@seller.example', cap: { day: 5, open: 9 } },
    bob: { name: 'Bob', email: 'bob@seller.example', timeZone: 'Pacific/Auckland' },
  },
  pools: {
    dach: { members: [{ member: 'ada', weight: 2 }, 'bob'], cap: { week: 20 } },
    even: { members: [{ member: 'ada', weight: 2 }, 'bob'], choice: 'round-robin' },
  },
});

const counts = {
  day: { of: '2026-11-23', count: 3 },
  week: { of: '2026-W48', count: 4 },
  open: 2,
};

const rotation: RotationState = {
  pools: {
    dach: {
      members: {
        ada: { share: 2.5, taken: 3, credit: 0.25 },
        gone: { share: 1, taken: 1, credit: 0 },
      },
      counts,
    },
    closed: { members: { ada: { share: 1, taken: 1, credit: 0 } }, counts },
  },
  members: { ada: { counts }, bob: { counts } },
  companies: {},
};

describe('where everybody stands', () => {
  const [dach, even, closed] = standingsOf(rotation, team, NOON);

  it('is what they are owed, and how it comes about', () => {
    expect(dach?.members[0]).toMatchObject({ member: 'ada', weight: 2, share: 2.5, owed: -0.25 });
    expect(dach?.members[1]).toMatchObject({ member: 'bob', weight: 1, share: 0, owed: 0 });
  });

  it('counts today and this week where they are, against their caps', () => {
    expect(dach?.members[0]?.leads).toEqual({
      ...{ today: 3, thisWeek: 4, open: 2 },
      cap: { day: 5, open: 9 },
    });
    // In Auckland it is Tuesday.
    expect(dach?.members[1]?.leads).toEqual({ today: 0, thisWeek: 4, open: 2 });
    expect(dach?.leads).toMatchObject({ thisWeek: 4, cap: { week: 20 } });
  });

  it('is kept of whoever has left the pool, and of a pool that is no more', () => {
    expect(dach?.members[2]).toMatchObject({ member: 'gone', name: 'gone', taken: 1 });
    expect(dach?.members[2]).not.toHaveProperty('weight');
    expect(closed).toMatchObject({ pool: 'closed', members: [{ member: 'ada', taken: 1 }] });
    expect(closed).not.toHaveProperty('choice');
  });

  it('is by the weights that count: in a round robin all are one', () => {
    expect(even?.members.map(({ weight }) => weight)).toEqual([1, 1]);
  });

  it('is known before the first lead', () => {
    const [first] = standingsOf(EMPTY_ROTATION, team, NOON, { pool: 'dach', member: 'bob' });
    expect(first?.members).toMatchObject([{ member: 'bob', owed: 0, leads: { today: 0 } }]);
  });

  it('is nowhere for a member or a pool that nobody knows', () => {
    expect(standingsOf(rotation, team, NOON, { member: 'zoe' })).toEqual([]);
    expect(standingsOf(rotation, team, NOON, { pool: 'narnia' })).toEqual([]);
  });

  it('is told in lines', () => {
    const pools = standingsOf(rotation, team, NOON);
    const [ada, , gone] = standingLines(pools[0] ?? { members: [] }).rows;
    expect(ada).toEqual(['Ada', '2', '2.5', '3', '+0.25', '−0.25', '3 of 5', '4', '2 of 9']);
    expect(gone?.slice(0, 2)).toEqual(['gone', '-']);
    expect(pools.map(poolInWords)).toEqual([
      'weighted: leads today 3, this week 4 of 20, open 2',
      'round-robin: leads today 0, this week 0, open 0',
      'not in team.yaml any more: leads today 3, this week 4, open 2',
    ]);
  });
});

describe('an entry of the ledger', () => {
  const entry = { at: NOON, pool: 'dach', member: 'ada', leadId: 'l1' };

  it('says what changed whose standing, and who said so', () => {
    const spam = { ...entry, reason: 'spam', amount: 0.5, by: 'ops' } as const;
    expect(entryLines([spam], team).rows).toEqual([
      ['2026-11-23 12:00', 'dach', '+0.5', 'Ada gets a lead back that was spam, said ops', 'l1'],
    ]);
  });

  it('says it otherwise to those at whose cost it is', () => {
    const other = { ...entry, reason: 'spam', amount: -0.25 } as const;
    expect(entryLines([other], team).rows[0]?.[3]).toContain('gives back their share');
  });

  it('has no line of nothing: a zero has no sign', () => {
    const own = { ...entry, reason: 'ownership', amount: 0 } as const;
    expect(entryLines([own], team).rows[0]?.slice(2, 4)).toEqual([
      '0',
      'Ada had a lead of their own, which does not count as a turn',
    ]);
  });
});
