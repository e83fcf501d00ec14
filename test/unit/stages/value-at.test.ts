import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Decision } from '../../../src/routing/decision.ts';
import { valueAt } from '../../../src/stages/value-at.ts';
import { aLead } from '../../support/lead-builder.ts';

const decision = {
  market: 'dach',
  marketTitle: 'DACH',
  owner: { name: 'Ada Brandt', email: 'ada.brandt@example.com' },
} as Decision;

const lead = aLead({
  message: 'Please call.',
  attribution: { utm: { utm_source: 'google' } },
  extra: { budget: '5000', 'address.city': 'Graz', empty: '', topics: 'a, b' },
});

describe('a value by its path', () => {
  it.each([
    ['message', 'Please call.'],
    ['leadId', lead.leadId],
    ['person.email.normalised', 'grace@example.com'],
    ['attribution.utm.utm_source', 'google'],
    ['extra.budget', '5000'],
    ['decision.market', 'dach'],
    ['decision.owner.name', 'Ada Brandt'],
  ])('%s is %s', (path, value) => {
    expect(valueAt({ lead, decision }, path)).toBe(value);
  });

  it("finds a sender's key that has dots in it", () => {
    expect(valueAt({ lead }, 'extra.address.city')).toBe('Graz');
  });

  it.each(['extra.nothing', 'person.email.nothing.more', 'nothing', 'extra.empty', 'person'])(
    'is not there at %s',
    (path) => {
      expect(valueAt({ lead, decision }, path)).toBeUndefined();
    },
  );

  it('is not there in a decision that was not made yet', () => {
    expect(valueAt({ lead }, 'decision.market')).toBeUndefined();
  });

  it('writes numbers, truth and lists as text', () => {
    const odd = { ...lead, extra: { n: 3, yes: true, list: ['a', 'b', ''] } as never };
    expect(valueAt({ lead: odd }, 'extra.n')).toBe('3');
    expect(valueAt({ lead: odd }, 'extra.yes')).toBe('true');
    expect(valueAt({ lead: odd }, 'extra.list')).toBe('a, b');
  });

  it('answers nothing that every object has by birth', () => {
    const inherited = fc.constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty');
    fc.assert(
      fc.property(inherited, fc.constantFrom('', 'person.', 'extra.', 'decision.'), (key, root) => {
        expect(valueAt({ lead, decision }, `${root}${key}`)).toBeUndefined();
        expect(valueAt({ lead, decision }, `${root}${key}.name`)).toBeUndefined();
      }),
    );
  });
});
