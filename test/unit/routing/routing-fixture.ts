import type { Decision, Match } from '../../../src/routing/decision.ts';
import { type Markets, marketsSchema } from '../../../src/routing/markets.ts';
import { type Team, teamSchema } from '../../../src/routing/team.ts';

/** 2026-07-01, noon UTC. */
export const NOON = Date.UTC(2026, 6, 1, 12);

export const newPerson: Match = { known: false, properties: {} };

export function ownedBy(email: string, active = true): Match {
  return {
    known: true,
    contactId: '501',
    owner: { ownerId: '77', email, name: 'Owner Of CRM', active },
    properties: {},
  };
}

export function theTeam(changes: Record<string, object> = {}): Team {
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

export function aDecision(parts: Partial<Decision> = {}): Decision {
  return {
    market: 'dach',
    marketTitle: 'DACH',
    fallback: false,
    ownerBecause: 'turn_in_pool',
    because: 'DACH because country is DE',
    explanation: { markets: [], owners: [] },
    ...parts,
  };
}
