import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileRouting } from '../../../src/routing/compiled-routing.ts';
import { decide } from '../../../src/routing/decide.ts';
import { explain } from '../../../src/routing/explain/explain.ts';
import { explanationText } from '../../../src/routing/explain/explain-text.ts';
import { relevantBasis } from '../../../src/routing/relevant-basis.ts';
import { routingSchema } from '../../../src/routing/routing-settings.ts';
import { checkWhen } from '../../../src/routing/when.ts';
import { type Case, cases } from './routing-arbitraries.ts';

function decideCase({ lead, match, routing, basis }: Case) {
  return decide(lead, match, routing, basis);
}

function always(holds: (one: Case) => void, numRuns = 200): void {
  fc.assert(fc.property(cases, holds), { numRuns });
}

/** As it is kept: nothing that JSON loses may matter. */
function kept<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

describe('whatever lead comes to whatever company', () => {
  it('is decided, for the first market whose condition holds', () => {
    always((one) => {
      const { lead, match, routing } = one;
      const decision = decideCase(one);
      const { markets } = routing.markets;
      const first = markets.find(
        ({ when }) => when && checkWhen(lead, match, when).every(({ matched }) => matched),
      );
      expect(decision.market).toBe(first?.name ?? 'rest');
      expect(decision.fallback).toBe(first === undefined);
      expect(decision.because).toMatch(/^\S.* because .*; \S.*[^;\s]$/);
      expect(decision.owner !== undefined).toBe(decision.outcome === 'assigned');
      expect(decision.heldUntil !== undefined).toBe(decision.outcome === 'held');
      expect(decision.heldUntil ?? Infinity).toBeGreaterThan(one.basis.decidedAt);
    });
  });

  it('takes from the rotation exactly as much as it divides', () => {
    always((one) => {
      const { take, owner, outcome } = decideCase(one);
      if (take === undefined) return;
      const divided = Object.values(take.shares).reduce((sum, share) => sum + share, 0);
      expect(divided).toBeCloseTo(take.counts, 9);
      expect(outcome).toBe('assigned');
      expect(owner?.member).toBe(take.member);
      expect(Object.keys(take.shares)).toContain(take.member);
    });
  });

  it('goes to nobody who is inactive in team.yaml, and by turn to nobody who is switched off', () => {
    always((one) => {
      const { owner, rung, pool } = decideCase(one);
      const key = owner?.member ?? '';
      const member = one.routing.team.members[key];
      if (member === undefined) return;
      expect([rung, member.active]).toEqual([rung, true]);
      if (pool === undefined) return;
      const off = member.off || one.basis.absences[key]?.off !== undefined;
      expect([rung, off]).toEqual([rung, false]);
    });
  });
});

describe('a past decision', () => {
  it('is identical when it is made again', () => {
    always((one) => expect(decideCase(one)).toStrictEqual(decideCase(one)));
  });

  it('is identical after lead, match, basis and configuration were kept and read again', () => {
    always((one) => {
      const { markets, team, routing, configuration } = one.routing;
      const again = {
        ...kept({ lead: one.lead, match: one.match, basis: one.basis }),
        routing: compileRouting(kept({ markets, team, routing, configuration })),
      };
      const decision = decideCase(one);
      expect(decideCase(again)).toStrictEqual(decision);
      expect(kept(decision)).toStrictEqual(decision);
      expect(routingSchema.parse(kept(routing))).toEqual(routing);
    });
  });

  it('is identical on the part of the basis that is kept', () => {
    always((one) => {
      const { lead, match, routing, basis } = one;
      const relevant = kept(relevantBasis(lead, match, routing, basis));
      expect(decide(lead, match, routing, relevant)).toStrictEqual(decideCase(one));
      expect(relevantBasis(lead, match, routing, relevant)).toEqual(relevant);
    });
  });

  it('does not change what it was made from', () => {
    always((one) => {
      const { lead, match, basis } = one;
      const before = kept({ lead, match, basis });
      explain(lead, match, one.routing, basis);
      expect(kept({ lead, match, basis })).toEqual(before);
    }, 40);
  });
});

describe('an explanation', () => {
  it('explains the very decision, by exactly one rung', () => {
    always((one) => {
      const { lead, match, routing, basis } = one;
      const explanation = explain(lead, match, routing, basis);
      const { decision, rungs, markets, members } = explanation;
      expect(decision).toStrictEqual(decideCase(one));
      const verdicts = rungs.map(({ verdict }) => verdict);
      const at = verdicts.indexOf('decided');
      expect(rungs[at]?.rung).toBe(decision.rung);
      expect(verdicts).toEqual(
        verdicts.map((_, each) => (each < at ? 'passed' : each === at ? 'decided' : 'not reached')),
      );
      expect(decision.because).toContain(rungs[at]?.says);
      expect(markets.map(({ matched }) => matched).indexOf(true)).toBe(markets.length - 1);
      expect(markets.at(-1)?.market).toBe(decision.market);
      const chosen = members.filter((each) => each.chosen);
      const byPool = decision.outcome === 'assigned' && decision.pool !== undefined;
      expect(chosen.map(({ member }) => member)).toEqual(byPool ? [decision.owner?.member] : []);
      expect(chosen.flatMap(({ excluded }) => excluded ?? [])).toEqual([]);
      expect(explanationText(explanation)).not.toMatch(/undefined|NaN|Infinity|\[object/);
    }, 60);
  });
});
