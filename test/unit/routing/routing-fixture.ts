import { type CompiledRouting, compileRouting } from '../../../src/routing/compiled-routing.ts';
import { decide } from '../../../src/routing/decide.ts';
import type { Basis, Decision, Match } from '../../../src/routing/decision.ts';
import { type Markets, marketsSchema } from '../../../src/routing/markets.ts';
import { EMPTY_ROTATION, type PoolState } from '../../../src/routing/rotation-state.ts';
import { routingSchema } from '../../../src/routing/routing-settings.ts';
import { type Team, teamSchema } from '../../../src/routing/team.ts';
import { aLead, anEmailAddress, type LeadParts } from '../../support/lead-builder.ts';

/** 2026-07-01, noon UTC: a Wednesday. */
export const NOON = Date.UTC(2026, 6, 1, 12);

/** For two days after noon. */
export const AWAY = { away: [{ from: '2026-06-29', until: '2026-07-03' }] };
export const WEEKS_AWAY = { away: [{ from: '2026-06-29', until: '2026-08-14' }] };

export const newPerson: Match = { known: false, properties: {} };

export function ownedBy(email: string, active = true): Match {
  return {
    known: true,
    contactId: '501',
    owner: { ownerId: '77', email, name: 'Owner Of CRM', active },
    properties: {},
  };
}

/** @param pools in the place of those of the same name */
export function theTeam(changes: Record<string, object> = {}, pools: object = {}): Team {
  const members: Record<string, object> = {
    ada: { name: 'Ada', email: 'ada@seller.example', slackId: 'U0ADA' },
    bob: { name: 'Bob', email: 'bob@seller.example' },
    cleo: { name: 'Cleo', email: 'cleo@seller.example' },
  };
  for (const [key, change] of Object.entries(changes)) {
    members[key] = { ...members[key], ...change };
  }
  return teamSchema.parse({
    members,
    pools: {
      dach: { members: ['ada', 'bob', 'cleo'] },
      world: { members: [{ member: 'ada', weight: 2 }, 'bob'] },
      empty: { members: [] },
      ...pools,
    },
  });
}

export function aMarket(name: string, parts: object = {}): object {
  return {
    name,
    title: name.toUpperCase(),
    pool: 'dach',
    channel: 'C0123',
    followUpWithinMinutes: 60,
    ...parts,
  };
}

export function theMarkets(...markets: object[]): Markets {
  return marketsSchema.parse({ markets });
}

/** Market dach, for DE, and the rest of the world. */
export type Company = {
  team?: Team;
  /** routing.yaml. */
  routing?: object;
  /** More lines of market dach. */
  dach?: object;
  /** More lines of the fallback market. */
  rest?: object;
  markets?: Markets;
};

export function theRouting({ team, routing, dach, rest, markets }: Company = {}): CompiledRouting {
  return compileRouting({
    markets:
      markets ??
      theMarkets(
        aMarket('dach', { when: { country: ['DE'] }, ...dach }),
        aMarket('rest', { pool: 'world', title: 'Rest of the world', ...rest }),
      ),
    team: team ?? theTeam(),
    routing: routingSchema.parse(routing ?? {}),
    configuration: { hash: 'c0ffee' },
  });
}

export function aBasis(parts: Partial<Basis> = {}): Basis {
  return { decidedAt: NOON, rotation: EMPTY_ROTATION, absences: {}, ...parts };
}

/** What each of the pool has had beyond their share; negative for what they are owed. */
export function standings(ahead: Record<string, number>): PoolState {
  return {
    members: Object.fromEntries(
      Object.entries(ahead).map(([key, taken]) => [key, { share: 0, taken, credit: 0 }]),
    ),
    counts: leadsHad(0),
  };
}

/** Counts of the day and week of NOON. */
export function leadsHad(day: number, week = day, open = 0): PoolState['counts'] {
  return {
    day: { of: '2026-07-01', count: day },
    week: { of: '2026-W27', count: week },
    open,
  };
}

/** Somebody at a company in Germany, with the address grace@acme.com. */
export function aGerman(person: Partial<LeadParts['person'] & object> = {}, parts: LeadParts = {}) {
  const email = anEmailAddress('grace@acme.com');
  return aLead({ person: { email, country: 'DE', ...person }, ...parts });
}

export type Given = Company & {
  lead?: ReturnType<typeof aLead>;
  match?: Match;
  basis?: Partial<Basis>;
};

export function decided({ lead = aGerman(), match = newPerson, basis, ...company }: Given = {}) {
  return decide(lead, match, theRouting(company), aBasis(basis));
}

export function aDecision(parts: Partial<Decision> = {}): Decision {
  return {
    market: 'dach',
    marketTitle: 'DACH',
    fallback: false,
    outcome: 'assigned',
    rung: 'fair-share',
    because: "DACH because country is DE; Ada's turn in pool dach",
    configuration: 'c0ffee',
    decidedAt: NOON,
    ...parts,
  };
}
