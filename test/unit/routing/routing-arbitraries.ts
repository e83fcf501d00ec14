import fc from 'fast-check';
import type { Lead } from '../../../src/lead/lead.ts';
import type { CompiledRouting } from '../../../src/routing/compiled-routing.ts';
import type { Basis, Match } from '../../../src/routing/decision.ts';
import type { PoolState, RotationState } from '../../../src/routing/rotation-state.ts';
import { routingSchema } from '../../../src/routing/routing-settings.ts';
import { POOL_CHOICES } from '../../../src/routing/team.ts';
import { aMarket, type Company, NOON, theMarkets, theRouting, theTeam } from './routing-fixture.ts';
import { leads, whens } from './when-arbitraries.ts';

/** Whole companies, and all that a decision is made from: small, so that everything meets. */

const MEMBERS = ['ada', 'bob', 'cleo', 'dan'];
const POOLS = ['dach', 'world', 'spare'];
const DOMAINS = ['acme.com', 'other.example', 'gmail.com'];

const member = fc.constantFrom(...MEMBERS);
const pool = fc.constantFrom(...POOLS);
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 });

/** Around NOON. */
const leave = fc
  .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 20 }))
  .map(([from, days]) => ({ from: dayFromNoon(from), until: dayFromNoon(from + days) }));

function dayFromNoon(days: number): string {
  return new Date(NOON + days * 86_400_000).toISOString().slice(0, 10);
}

const cap = fc.constantFrom({ day: 1 }, { week: 2 }, { open: 2 }, { day: 2, open: 3 });

const memberChanges = fc.record(
  {
    active: fc.oneof({ arbitrary: fc.constant(true), weight: 4 }, fc.constant(false)),
    off: fc.boolean(),
    away: fc.array(leave, { maxLength: 2 }),
    timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Sydney'),
    workingHours: fc.constantFrom(
      { 'mon-fri': '09:00-17:00' },
      { wed: ['08:00-12:00', '13:00-18:00'] },
    ),
    languages: fc.subarray(['de', 'pl']),
    skills: fc.subarray(['retail']),
    cap,
  },
  { requiredKeys: [] },
);

const poolSettings = fc.record({
  choice: fc.constantFrom(...POOL_CHOICES),
  members: fc
    .uniqueArray(member, { maxLength: 4 })
    .chain((names) =>
      fc.tuple(...names.map((name) => fc.record({ member: fc.constant(name), weight: fc.nat(3) }))),
    )
    .map((entries) => entries.map((entry) => ({ ...entry, weight: entry.weight + 1 }))),
});

const whenNobody = fc.oneof(
  fc.constantFrom('fallback', 'tell'),
  pool.map((overflow) => ({ overflow })),
  fc.record({ atMostHours: fc.integer({ min: 1, max: 200 }) }).map((hold) => ({ hold })),
);

const marketParts = fc.record(
  { pool, owner: member, whenNobody, ownerPatienceHours: fc.constantFrom(0, 24, 200) },
  { requiredKeys: ['pool'] },
);

const rules = fc.array(
  fc.record({
    when: whens,
    languages: fc.constantFrom(['pl'], ['de', 'pl']),
    skills: fc.subarray(['retail']),
    pool: maybe(pool),
  }),
  { maxLength: 3 },
);

const companies: fc.Arbitrary<Company> = fc
  .record({
    members: fc.tuple(...MEMBERS.map(() => memberChanges)),
    pools: fc.tuple(...POOLS.map(() => poolSettings)),
    markets: fc.array(fc.tuple(whens, marketParts), { maxLength: 4 }),
    rest: marketParts,
    rules,
    named: maybe(member),
    precedence: fc.shuffledSubarray(routingSchema.parse({}).precedence),
    ownership: fc.constantFrom(0, 0.5, 1),
  })
  .map(({ members, pools, markets, rest, named, precedence, ownership, ...made }) => ({
    team: theTeam(
      Object.fromEntries(
        MEMBERS.map((name, at) => [
          name,
          { name: `${name} A.`, email: `${name}@seller.example`, ...members[at] },
        ]),
      ),
      Object.fromEntries(POOLS.map((name, at) => [name, pools[at]])),
    ),
    markets: theMarkets(
      ...markets.map(([when, parts], at) => aMarket(`m${at}`, { ...parts, when })),
      aMarket('rest', { ...rest, fallback: true }),
    ),
    routing: {
      precedence,
      credits: { ownership },
      languageAndSkill: made.rules.map((rule, at) => ({ name: `rule-${at}`, ...rule })),
      namedAccounts:
        named === undefined ? [] : [{ company: 'Acme', domains: ['acme.com'], owner: named }],
    },
  }));

const crmOwner = fc.record(
  {
    ownerId: fc.constantFrom('1', '2'),
    active: fc.boolean(),
    email: fc.constantFrom('ada@seller.example', 'Dan@seller.example', 'eve@seller.example'),
    name: fc.constant('Owner'),
  },
  { requiredKeys: ['ownerId', 'active'] },
);

/** What the CRM knows of a person who is known or not. */
const crmKnowledge: fc.Arbitrary<Match> = fc
  .record({
    known: fc.boolean(),
    owner: maybe(crmOwner),
    dealOwner: maybe(crmOwner),
    accountOwner: maybe(crmOwner),
    domain: fc.constantFrom(...DOMAINS),
  })
  .map(({ known, owner, dealOwner, accountOwner, domain }) => ({
    ...{ known, properties: {} },
    ...(owner && { owner }),
    ...(dealOwner && { openDeal: { dealId: '900', owner: dealOwner } }),
    ...(accountOwner && { account: { companyId: '300', domain, owner: accountOwner } }),
  }));

const counts: fc.Arbitrary<PoolState['counts']> = fc.record({
  day: fc.record({ of: fc.constantFrom('2026-07-01', '2026-06-30'), count: fc.nat(3) }),
  week: fc.record({ of: fc.constantFrom('2026-W27', '2026-W26'), count: fc.nat(3) }),
  open: fc.nat(4),
});

const standing = fc.record({
  share: fc.integer({ min: 0, max: 60 }).map((twelfths) => twelfths / 12),
  taken: fc.nat(5),
  credit: fc.constantFrom(0, 0.5, -1),
});

const only = <T>(names: string[], values: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.tuple(...names.map(() => maybe(values))).map((all) =>
    Object.fromEntries(
      names.flatMap((name, at): [string, T][] => {
        const value = all[at];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  );

const rotations: fc.Arbitrary<RotationState> = fc.record({
  pools: only(POOLS, fc.record({ members: only(MEMBERS, standing), counts })),
  members: only(MEMBERS, fc.record({ counts })),
  companies: only(POOLS, member),
});

const before = fc.record({
  market: fc.constantFrom('m0', 'rest'),
  marketTitle: fc.constant('Before'),
  owner: fc.constantFrom(
    { member: 'bob', name: 'bob A.', email: 'bob@seller.example' },
    { member: 'former', name: 'Former', email: 'former@seller.example' },
    { name: 'Eve', email: 'eve@seller.example', ownerId: '5' },
  ),
});

const bases: fc.Arbitrary<Basis> = fc
  .record({
    decidedAt: fc.integer({ min: -5_000, max: 5_000 }).map((minutes) => NOON + minutes * 60_000),
    rotation: rotations,
    absences: only(
      MEMBERS,
      fc.record(
        { away: fc.array(leave, { maxLength: 1 }), off: fc.constant({ since: 1, by: 'Max' }) },
        { requiredKeys: ['away'] },
      ),
    ),
    earlier: maybe(before),
    announced: maybe(before),
  })
  .map(({ earlier, announced, ...basis }) => ({
    ...basis,
    ...(earlier && { earlier }),
    ...(announced && { announced }),
  }));

/** All that a decision is made from. */
export type Case = { lead: Lead; match: Match; routing: CompiledRouting; basis: Basis };

export const cases: fc.Arbitrary<Case> = fc
  .record({ about: leads, crm: crmKnowledge, company: companies, basis: bases })
  .map(({ about: { lead, match }, crm, company, basis }) => ({
    ...{ lead, basis, routing: theRouting(company) },
    match: match.known ? { ...crm, known: true } : crm,
  }));
