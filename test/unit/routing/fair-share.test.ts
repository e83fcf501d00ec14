import { describe, expect, it } from '@jest/globals';
import {
  NEW_STANDING,
  nextInTurn,
  owed,
  sharesOf,
  withCredit,
} from '../../../src/routing/fair-share.ts';
import { giveLeads, times, type Weights } from './fair-share-scene.ts';

function turns(...phases: Weights[][]): string[] {
  return giveLeads(phases.flat()).map(({ member }) => member);
}

function countOf(given: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const member of given) counts[member] = (counts[member] ?? 0) + 1;
  return counts;
}

describe('whose turn it is', () => {
  it('goes round in the order of the pool, where all weigh the same', () => {
    const given = turns(times(6, { ada: 1, bob: 1, cleo: 1 }));
    expect(given).toEqual(['ada', 'bob', 'cleo', 'ada', 'bob', 'cleo']);
  });

  it('comes twice as often for a weight of two, and not in a row', () => {
    const given = turns(times(9, { ada: 2, bob: 1 }));
    expect(countOf(given)).toEqual({ ada: 6, bob: 3 });
    expect(given.join(' ')).not.toContain('ada ada ada');
    expect(given.join(' ')).not.toContain('bob bob');
  });

  it('is that of the only one who can take the lead, even if they are ahead', () => {
    expect(turns(times(3, { bob: 1 }), [{ ada: 1, bob: 1 }])).toEqual(['bob', 'bob', 'bob', 'ada']);
  });

  it('is nobody’s to ask for in an empty pool', () => {
    expect(() => nextInTurn([])).toThrow('nobody');
  });
});

describe('whoever returns from leave', () => {
  const both = { ada: 1, bob: 1, cleo: 1 };

  it('takes turns as before, as if the leads of the meantime had not been', () => {
    const given = turns(times(3, both), times(40, { bob: 1, cleo: 1 }), times(6, both));
    expect(countOf(given.slice(-6))).toEqual({ ada: 2, bob: 2, cleo: 2 });
  });
});

describe('whoever joins', () => {
  it('begins at nothing owed, whatever the others have had', () => {
    const given = turns(times(100, { ada: 1, bob: 1 }), times(6, { ada: 1, bob: 1, new: 1 }));
    expect(countOf(given.slice(-6))).toEqual({ ada: 2, bob: 2, new: 2 });
  });
});

describe('a credit', () => {
  const take = { member: 'ada', counts: 1, shares: { ada: 0.5, bob: 0.5 } };

  it('gives a part of the lead back, at the cost of those it was divided among', () => {
    const before = giveLeads([{ ada: 1, bob: 1 }]).at(-1)?.standings ?? {};
    const after = withCredit(before, take, 0.5);
    expect(owed(after['ada'] ?? NEW_STANDING)).toBe(-0.25);
    expect(owed(after['bob'] ?? NEW_STANDING)).toBe(0.25);
  });

  it('brings the next lead to whoever got a bad one', () => {
    const before = giveLeads([{ ada: 1, bob: 1 }]).at(-1)?.standings ?? {};
    const [next] = giveLeads([{ ada: 1, bob: 1 }], withCredit(before, take, 1));
    expect(next?.member).toBe('ada');
  });
});

describe('a lead', () => {
  it('is divided by weight, as much of it as it counts', () => {
    const seats = [
      { member: 'ada', weight: 3 },
      { member: 'bob', weight: 1 },
    ];
    expect(sharesOf(seats)).toEqual({ ada: 0.75, bob: 0.25 });
    expect(sharesOf(seats, 0.5)).toEqual({ ada: 0.375, bob: 0.125 });
  });
});
