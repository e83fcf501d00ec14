import { describe, expect, it } from '@jest/globals';
import { chooseMarket } from '../../../../src/routing/choose-market.ts';
import type { Basis } from '../../../../src/routing/decision.ts';
import { seatsIn } from '../../../../src/routing/ladder/seats.ts';
import type { PoolState } from '../../../../src/routing/rotation-state.ts';
import type { Team } from '../../../../src/routing/team.ts';
import {
  AWAY,
  aBasis,
  aGerman,
  decided,
  leadsHad,
  NOON,
  newPerson,
  theRouting,
  theTeam,
} from '../routing-fixture.ts';

const lead = aGerman();

function exclusions(team: Team, basis: Partial<Basis> = {}, needs?: Parameters<typeof seatsIn>[2]) {
  const routing = theRouting({ team });
  const market = chooseMarket(lead, newPerson, routing);
  const asked = { lead, match: newPerson, routing, basis: aBasis(basis), market };
  return seatsIn('dach', asked, needs).map(({ excluded }) => excluded);
}

function had(members: Record<string, PoolState['counts']>, pool?: PoolState['counts']) {
  return {
    rotation: {
      members: Object.fromEntries(
        Object.entries(members).map(([key, counts]) => [key, { counts }]),
      ),
      pools: pool ? { dach: { members: {}, counts: pool } } : {},
      companies: {},
    },
  };
}

describe('the first thing that keeps somebody from a lead', () => {
  const needs = { languages: ['pl'], skills: ['retail'] };
  const cap = { day: 1, week: 1, open: 1 };
  /** Everything speaks against Bob; one thing after the other is taken away. */
  const worst = { active: false, off: true, ...AWAY, cap };
  const bob = { bob: leadsHad(1, 1, 1) };

  it.each([
    [worst, 'is marked inactive in team.yaml'],
    [{ ...worst, active: true }, 'is switched off for now'],
    [{ ...worst, active: true, off: false }, 'is away until 2026-07-03'],
    [{ cap }, 'does not speak pl and does not have skill retail'],
    [{ cap, languages: ['pl'] }, 'does not have skill retail'],
    [{ cap, languages: ['pl'], skills: ['retail'] }, 'has reached the cap of 1 lead a day'],
    [
      { cap: { week: 1, open: 1 }, languages: ['pl'], skills: ['retail'] },
      'has reached the cap of 1 lead a week',
    ],
    [
      { cap: { open: 1 }, languages: ['pl'], skills: ['retail'] },
      'has reached the cap of 1 open lead',
    ],
    [{ languages: ['pl'], skills: ['retail'] }, undefined],
  ])('of somebody with %j', (changes, excluded) => {
    expect(exclusions(theTeam({ bob: changes }), had(bob), needs)[1]).toBe(excluded);
  });

  it('is the pool’s cap before anything of their own', () => {
    const members = ['ada', 'bob'];
    const team = theTeam({ bob: worst }, { dach: { members, cap: { week: 20 } } });
    const excluded = 'is in a pool that has reached its cap of 20 leads a week';
    expect(exclusions(team, had(bob, leadsHad(3, 20)))).toEqual([excluded, excluded]);
    expect(exclusions(team, had(bob, leadsHad(3, 19)))[0]).toBeUndefined();
  });

  it('is that the team file does not know them', () => {
    const team = theTeam({}, { dach: { members: ['eve', 'ada'] } });
    expect(exclusions(team)).toEqual(['is not in team.yaml', undefined]);
  });

  it('can be what was said by command', () => {
    const absences = {
      ada: { away: [{ from: '2026-07-01', until: '2026-07-01', note: 'dentist' }] },
      bob: { away: [], off: { since: 1, by: 'Max' } },
    };
    expect(exclusions(theTeam(), { absences })).toEqual([
      'is away until 2026-07-01 (dentist)',
      'is switched off for now',
      undefined,
    ]);
  });
});

describe('a cap', () => {
  const capped = (cap: object, counts: PoolState['counts'], parts: object = {}, at = NOON) =>
    exclusions(theTeam({ ada: { cap, ...parts } }), { ...had({ ada: counts }), decidedAt: at })[0];

  it('holds from that lead on', () => {
    expect(capped({ day: 3 }, leadsHad(2))).toBeUndefined();
    expect(capped({ day: 3 }, leadsHad(3))).toBe('has reached the cap of 3 leads a day');
    expect(capped({ day: 0 }, leadsHad(0))).toBe('has reached the cap of 0 leads a day');
    expect(capped({ week: 9 }, leadsHad(0, 9))).toBe('has reached the cap of 9 leads a week');
    expect(capped({ open: 9 }, leadsHad(0, 0, 9))).toBe('has reached the cap of 9 open leads');
  });

  it('of a day or week ends with it, where the member is', () => {
    const midnight = Date.UTC(2026, 6, 1, 22);
    const berlin = { timeZone: 'Europe/Berlin' };
    expect(capped({ day: 3 }, leadsHad(3), berlin, midnight - 1)).toContain('3 leads a day');
    expect(capped({ day: 3 }, leadsHad(3), berlin, midnight)).toBeUndefined();
    expect(capped({ day: 3 }, leadsHad(3), {}, midnight)).toContain('3 leads a day');
    const monday = Date.UTC(2026, 6, 6);
    expect(capped({ week: 3 }, leadsHad(0, 3), {}, monday - 1)).toContain('3 leads a week');
    expect(capped({ week: 3 }, leadsHad(0, 3), {}, monday)).toBeUndefined();
  });

  it('of open leads does not end by the clock', () => {
    expect(capped({ open: 2 }, leadsHad(0, 0, 2), {}, NOON + 1e10)).toContain('2 open leads');
  });

  it('of a pool is that of the pool’s own days', () => {
    const pool = (timeZone: string) => ({
      dach: { members: ['ada'], cap: { day: 5 }, timeZone },
    });
    const at = Date.UTC(2026, 6, 1, 23);
    const basis = { ...had({}, leadsHad(5)), decidedAt: at };
    expect(exclusions(theTeam({}, pool('UTC')), basis)[0]).toContain('cap of 5 leads a day');
    expect(exclusions(theTeam({}, pool('Europe/Berlin')), basis)[0]).toBeUndefined();
  });

  it('sends the lead to the next in turn, and the sentence says so', () => {
    const team = theTeam({ ada: { cap: { day: 1 } } });
    expect(decided({ team, basis: had({ ada: leadsHad(1) }) })).toMatchObject({
      owner: { member: 'bob' },
      take: { shares: { bob: 0.5, cleo: 0.5 } },
      because:
        "DACH because country is DE; Bob's turn in pool dach (Ada has reached the cap of 1 lead a day)",
    });
  });
});
