import { describe, expect, it } from '@jest/globals';
import type { Basis } from '../../../../src/routing/decision.ts';
import { explain } from '../../../../src/routing/explain/explain.ts';
import { applyDecision } from '../../../../src/routing/rotation-change.ts';
import { EMPTY_ROTATION } from '../../../../src/routing/rotation-state.ts';
import { claimTimeMs, teamSchema } from '../../../../src/routing/team.ts';
import {
  AWAY,
  aBasis,
  aGerman,
  decided,
  NOON,
  newPerson,
  ownedBy,
  standings,
  theRouting,
  theTeam,
} from '../routing-fixture.ts';

const MEMBERS = [{ member: 'ada', weight: 2 }, 'bob', 'cleo'];

function claimedFrom(changes: Record<string, object> = {}, parts: object = {}) {
  return theTeam(changes, { dach: { choice: 'first-to-claim', members: MEMBERS, ...parts } });
}

describe('a lead that somebody claims', () => {
  const basis = { claimedBy: 'bob' };

  it('is theirs by the same rung as it waited at, and counts as a turn', () => {
    expect(decided({ team: claimedFrom(), basis })).toMatchObject({
      outcome: 'assigned',
      rung: 'fair-share',
      pool: 'dach',
      owner: { member: 'bob', name: 'Bob' },
      take: { pool: 'dach', member: 'bob', counts: 1, shares: { ada: 0.5, bob: 0.25, cleo: 0.25 } },
      because: 'DACH because country is DE; Bob claimed it first in pool dach',
    });
  });

  it('is theirs whoever’s turn it is', () => {
    const rotation = { ...EMPTY_ROTATION, pools: { dach: standings({ bob: 5 }) } };
    const decision = decided({ team: claimedFrom(), basis: { ...basis, rotation } });
    expect(decision.owner?.member).toBe('bob');
  });

  it('stays to be claimed when that person cannot take it, or is not in the pool', () => {
    const team = claimedFrom({ bob: AWAY });
    expect(decided({ team, basis }).outcome).toBe('to_claim');
    expect(decided({ team: claimedFrom(), basis: { claimedBy: 'eve' } }).outcome).toBe('to_claim');
  });

  it('still goes to the owner of a known contact, which no click takes away', () => {
    const match = ownedBy('cleo@seller.example');
    expect(decided({ team: claimedFrom(), match, basis }).owner?.member).toBe('cleo');
  });

  it('is given by turn in a pool that does so, whoever clicked', () => {
    expect(decided({ team: theTeam(), basis }).owner?.member).toBe('ada');
  });

  it('stands in the ledger of standings as claimed, and one given for want of a claim as a turn', () => {
    const team = claimedFrom();
    const reasonOn = (given: Partial<Basis>) => {
      const decision = decided({ team, basis: given });
      const { entries } = applyDecision(
        EMPTY_ROTATION,
        { decision, basis: aBasis(given) },
        NOON,
        team,
      );
      return entries.map(({ reason }) => reason);
    };
    expect(reasonOn(basis)).toEqual(['claimed']);
    expect(reasonOn({ unclaimed: true })).toEqual(['turn']);
  });
});

describe('a lead that nobody claims', () => {
  const basis = { unclaimed: true as const };

  it('is given by weighted turn when its time is over', () => {
    expect(decided({ team: claimedFrom(), basis })).toMatchObject({
      outcome: 'assigned',
      owner: { member: 'ada' },
      take: { counts: 1 },
      because:
        "DACH because country is DE; nobody claimed it within 30 minutes; Ada's turn in pool dach",
    });
    const rotation = { ...EMPTY_ROTATION, pools: { dach: standings({ ada: 2, bob: 1 }) } };
    const next = decided({ team: claimedFrom(), basis: { ...basis, rotation } });
    expect(next.owner?.member).toBe('cleo');
  });

  it('names the time that team.yaml gives for it', () => {
    const team = claimedFrom({}, { claimWithinMinutes: 120 });
    expect(decided({ team, basis }).because).toContain('nobody claimed it within 2 hours; ');
    expect(claimTimeMs(team.pools['dach'])).toBe(120 * 60_000);
  });

  it('passes over whoever cannot take it', () => {
    const decision = decided({ team: claimedFrom({ ada: AWAY }), basis });
    expect(decision.owner?.member).toBe('bob');
    expect(decision.because).toMatch(/; Bob's turn in pool dach \(Ada is away .*\)$/);
  });
});

describe('team.yaml', () => {
  it('takes a time to claim only where leads are claimed', () => {
    const pools = { dach: { members: [], claimWithinMinutes: 10 } };
    expect(teamSchema.safeParse({ members: {}, pools }).error?.issues).toMatchObject([
      {
        path: ['pools', 'dach', 'claimWithinMinutes'],
        message: 'expected only in a pool with choice: first-to-claim',
      },
    ]);
  });
});

describe('the explanation of a claimed lead', () => {
  const told = (basis: Partial<Basis>) =>
    explain(aGerman(), newPerson, theRouting({ team: claimedFrom() }), aBasis(basis));

  it('says who could have claimed it, and that the next one is anybody’s', () => {
    const { members, arithmetic, counterfactuals } = told({ claimedBy: 'bob' });
    const saysOf = (key: string) => members.find(({ member }) => member === key)?.says;
    expect(saysOf('bob')).toBe('gets it: owed nothing');
    expect(saysOf('ada')).toBe('could have claimed it: owed nothing');
    expect(arithmetic).toEqual([
      'Pool dach leaves each lead to whoever claims it first: Bob did.',
      'It counts as a turn.',
    ]);
    expect(counterfactuals).toContainEqual(
      expect.objectContaining({
        kind: 'rotation',
        owner: 'whoever of pool dach claims it first',
      }),
    );
  });

  it('says by what turn it went when nobody claimed it', () => {
    const { arithmetic } = told({ unclaimed: true });
    expect(arithmetic[0]).toBe(
      'Pool dach gives leads by claim, and those that nobody claims by weighted turn, this one among 3 of 3.',
    );
  });
});
