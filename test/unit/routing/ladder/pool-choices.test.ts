import { describe, expect, it } from '@jest/globals';
import type { Basis, Decision } from '../../../../src/routing/decision.ts';
import { applyDecision } from '../../../../src/routing/rotation-change.ts';
import { EMPTY_ROTATION, type RotationState } from '../../../../src/routing/rotation-state.ts';
import { anEmailAddress } from '../../../support/lead-builder.ts';
import {
  AWAY,
  aGerman,
  decided,
  type Given,
  leadsHad,
  NOON,
  ownedBy,
  standings,
  theTeam,
} from '../routing-fixture.ts';

const MEMBERS = [{ member: 'ada', weight: 2 }, 'bob', 'cleo'];

function teamThat(choice: string, changes: Record<string, object> = {}) {
  return theTeam(changes, { dach: { choice, members: MEMBERS } });
}

/** One lead after the other, each with the rotation that those before it left. */
function inSuccession(count: number, given: Given & { team: NonNullable<Given['team']> }) {
  let rotation: RotationState = EMPTY_ROTATION;
  const decisions: Decision[] = [];
  for (let each = 0; each < count; each += 1) {
    const decision = decided({ ...given, basis: { rotation } });
    rotation = applyDecision(rotation, { decision }, NOON, given.team).state;
    decisions.push(decision);
  }
  return decisions.map(({ owner }) => owner?.member);
}

function rotationWith(parts: Partial<RotationState>): { basis: Partial<Basis> } {
  return { basis: { rotation: { ...EMPTY_ROTATION, ...parts } } };
}

describe('a pool that chooses', () => {
  it('by weight gives twice as many leads to weight 2', () => {
    const owners = inSuccession(8, { team: teamThat('weighted') });
    expect(owners.filter((one) => one === 'ada')).toHaveLength(4);
    expect(new Set(owners.slice(0, 4))).toEqual(new Set(['ada', 'bob', 'cleo']));
  });

  it('by round robin gives each as many, whatever their weight', () => {
    const owners = inSuccession(6, { team: teamThat('round-robin') });
    expect(owners).toEqual(['ada', 'bob', 'cleo', 'ada', 'bob', 'cleo']);
    expect(decided({ team: teamThat('round-robin') }).take?.shares['ada']).toBeCloseTo(1 / 3);
  });

  it('does not flood whoever comes back', () => {
    const while_ = inSuccession(4, { team: teamThat('round-robin', { ada: AWAY }) });
    expect(while_).toEqual(['bob', 'cleo', 'bob', 'cleo']);
  });
});

describe('a pool that looks at open leads', () => {
  const open = (counts: Record<string, number>) =>
    rotationWith({
      members: Object.fromEntries(
        Object.entries(counts).map(([key, count]) => [key, { counts: leadsHad(0, 0, count) }]),
      ),
    });

  it('gives to whoever has fewest for their weight', () => {
    const team = teamThat('least-open');
    expect(decided({ team, ...open({ ada: 4, bob: 3, cleo: 3 }) })).toMatchObject({
      owner: { member: 'ada' },
      take: { shares: { ada: 1 } },
      because: 'DACH because country is DE; Ada has the fewest open leads in pool dach',
    });
    expect(decided({ team, ...open({ ada: 4, bob: 1, cleo: 3 }) }).owner?.member).toBe('bob');
  });

  it('goes by shortfall among equals', () => {
    const counts = open({ ada: 9, bob: 1, cleo: 1 }).basis.rotation;
    const rotation = { ...EMPTY_ROTATION, ...counts, pools: { dach: standings({ bob: 1 }) } };
    expect(decided({ team: teamThat('least-open'), basis: { rotation } })).toMatchObject({
      owner: { member: 'cleo' },
      take: { shares: { bob: 0.5, cleo: 0.5 } },
    });
  });

  it('looks only at those who can take it', () => {
    const team = teamThat('least-open', { bob: AWAY });
    const decision = decided({ team, ...open({ ada: 4, bob: 0, cleo: 1 }) });
    expect(decision.owner?.member).toBe('cleo');
  });
});

describe('a pool that is claimed from', () => {
  it('names nobody and takes nothing from the rotation', () => {
    const decision = decided({ team: teamThat('first-to-claim') });
    expect(decision).toMatchObject({
      outcome: 'to_claim',
      rung: 'fair-share',
      pool: 'dach',
      because: 'DACH because country is DE; whoever of pool dach claims it first',
    });
    expect(decision).not.toHaveProperty('owner');
    expect(decision).not.toHaveProperty('take');
  });

  it('has nobody when nobody could claim it', () => {
    const team = teamThat('first-to-claim', { ada: AWAY, bob: AWAY, cleo: { off: true } });
    expect(decided({ team, dach: { whenNobody: 'tell' } }).outcome).toBe('nobody');
  });

  it('still leaves a known contact to its owner', () => {
    const match = ownedBy('cleo@seller.example');
    expect(decided({ team: teamThat('first-to-claim'), match }).owner?.member).toBe('cleo');
  });
});

describe('a pool that sticks to companies', () => {
  const team = teamThat('sticky-company');
  const had = rotationWith({ companies: { dach: 'cleo' } });

  it('gives a company’s next lead to whoever had its last, without a turn', () => {
    const decision = decided({ team, ...had });
    expect(decision).toMatchObject({
      owner: { member: 'cleo' },
      take: { pool: 'dach', member: 'cleo', counts: 0, company: 'acme.com' },
      because: 'DACH because country is DE; Cleo had the last lead of this company in pool dach',
    });
    const { shares } = decision.take!;
    expect(Object.values(shares)).toEqual([0, 0, 0]);
    expect(inSuccession(3, { team })).toEqual(['ada', 'ada', 'ada']);
  });

  it('counts it as much as routing.yaml counts ownership', () => {
    const routing = { credits: { ownership: 0.5 } };
    expect(decided({ team, routing, ...had }).take).toEqual({
      ...{ pool: 'dach', member: 'cleo', counts: 0.5, company: 'acme.com' },
      shares: { ada: 0.25, bob: 0.125, cleo: 0.125 },
    });
  });

  it('gives it by turn when that person cannot take it, and sticks to the new one', () => {
    const away = teamThat('sticky-company', { cleo: AWAY });
    expect(decided({ team: away, ...had })).toMatchObject({
      owner: { member: 'ada' },
      take: { counts: 1, company: 'acme.com' },
    });
  });

  it('never sticks to a free provider', () => {
    const lead = aGerman({ email: anEmailAddress('x@gmail.com', { free: true }) });
    const decision = decided({ team, lead, ...had });
    expect(decision.owner?.member).toBe('ada');
    expect(decision.take).not.toHaveProperty('company');
  });
});

describe('a lead that came by ownership', () => {
  const match = ownedBy('cleo@seller.example');

  it('counts in the market’s pool as much as routing.yaml says', () => {
    expect(decided({ match })).not.toHaveProperty('take');
    const half = decided({ match, routing: { credits: { ownership: 0.5 } } });
    expect(half.take).toMatchObject({ pool: 'dach', member: 'cleo', counts: 0.5 });
    const sum = Object.values(half.take?.shares ?? {}).reduce((one, other) => one + other, 0);
    expect(sum).toBeCloseTo(0.5);
    expect(half).not.toHaveProperty('pool');
  });

  it('is divided among those who could have taken it, and its owner', () => {
    const routing = { credits: { ownership: 1 } };
    const team = theTeam({ cleo: AWAY, bob: AWAY });
    const { take } = decided({ match, routing, team });
    expect(take?.shares).toEqual({ ada: 0.5, cleo: 0.5 });
  });

  it('does not count for somebody who is not in that pool', () => {
    const routing = { credits: { ownership: 1 } };
    expect(decided({ match, routing, dach: { pool: 'world' } })).not.toHaveProperty('take');
    const outside = ownedBy('eve@seller.example');
    expect(decided({ match: outside, routing })).not.toHaveProperty('take');
  });
});
