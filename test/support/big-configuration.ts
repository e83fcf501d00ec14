import countries from 'i18n-iso-countries';
import { stringify } from 'yaml';
import { type Markets, marketsSchema } from '../../src/routing/markets.ts';
import { type Routing, routingSchema } from '../../src/routing/routing-settings.ts';
import { type Team, teamSchema } from '../../src/routing/team.ts';

export type BigConfiguration = {
  markets: Markets;
  team: Team;
  routing: Routing;
  /** As they would stand in the configuration folder, by name. */
  texts: Record<'markets.yaml' | 'team.yaml' | 'routing.yaml', string>;
};

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Singapore', 'Africa/Lagos', 'UTC'];
const LANGUAGES = ['de', 'fr', 'es', 'pl', 'pt', 'it', 'nl', 'ja'];
const SIZES = [1, 50, 200, 1_000, 5_000];
const MEMBERS_IN_POOL = 5;

/**
 * A configuration as a large company's might have grown: markets by country, then by region,
 * company size, source, campaign, form field and domain; teams on all continents; named accounts
 * and rules for languages. Nothing about it is random, and none of its rules is hidden.
 */
export function bigConfiguration({
  rules,
  members,
}: {
  rules: number;
  members: number;
}): BigConfiguration {
  const pools = Math.max(1, Math.floor(members / MEMBERS_IN_POOL));
  const languageRules = Math.floor(rules / 10);
  const marketRules = Math.max(0, rules - languageRules);
  const markets = {
    markets: [
      ...Array.from({ length: marketRules }, (_, at) => market(at, `pool-${at % pools}`)),
      {
        ...{ name: 'rest', title: 'Rest', fallback: true, pool: 'pool-0', channel: 'C0REST001' },
        followUpWithinMinutes: 480,
      },
    ],
  };
  const team = {
    members: Object.fromEntries(
      Array.from({ length: members }, (_, at) => [`member-${at}`, member(at)]),
    ),
    pools: Object.fromEntries(
      Array.from({ length: pools }, (_, at) => [`pool-${at}`, pool(at, members)]),
    ),
  };
  const routing = {
    namedAccounts: Array.from({ length: rules }, (_, at) => ({
      company: `Account ${at}`,
      domains: [`account-${at}.example`],
      owner: `member-${at % members}`,
    })),
    languageAndSkill: Array.from({ length: languageRules }, (_, at) => ({
      name: `language-${at}`,
      when: {
        language: LANGUAGES[at % LANGUAGES.length],
        field: { name: 'product', is: `p${at}` },
      },
      languages: [LANGUAGES[at % LANGUAGES.length]],
    })),
  };
  return {
    markets: marketsSchema.parse(markets),
    team: teamSchema.parse(team),
    routing: routingSchema.parse(routing),
    texts: {
      'markets.yaml': stringify(markets),
      'team.yaml': stringify(team),
      'routing.yaml': stringify(routing),
    },
  };
}

const CODES = Object.keys(countries.getAlpha2Codes());

/** Each of a few hundred countries is divided further, so that every rule has leads of its own. */
function market(at: number, pool: string): object {
  const country = CODES[at % CODES.length];
  return {
    name: `market-${at}`,
    title: `Market ${at}`,
    when: { country: [country, CODES[(at * 7) % CODES.length]], ...refinement(at) },
    pool,
    channel: `C0MARKET${at}`,
    followUpWithinMinutes: 480,
    whenNobody: { hold: { atMostHours: 72 } },
  };
}

function refinement(at: number): object {
  const min = SIZES[at % SIZES.length] ?? 1;
  switch (at % 6) {
    case 0:
      return { region: [`Region ${at}`, `R${at}`] };
    case 1:
      return {
        companySize: { min, max: min * 4 - 1 },
        utm: { campaign: { startsWith: `c${at}-` } },
      };
    case 2:
      return { field: { name: 'product', oneOf: [`p${at}`, `q${at}`] } };
    case 3:
      return {
        any: [{ emailDomain: `company-${at}.example` }, { utm: { source: `partner-${at}` } }],
      };
    case 4:
      return { region: `Area ${at}`, not: { emailDomain: { free: true } } };
    default:
      return { utm: { campaign: `brand-${at}` }, known: at % 12 === 5 };
  }
}

function member(at: number): object {
  return {
    name: `Member ${at}`,
    email: `member-${at}@seller.example`,
    slackId: `U0${String(at).padStart(6, '0')}`,
    timeZone: ZONES[at % ZONES.length],
    workingHours: { 'mon-thu': ['09:00-12:00', '13:00-17:30'], fri: '09:00-15:00' },
    languages: [LANGUAGES[at % LANGUAGES.length], 'en'],
    away: at % 9 === 0 ? [{ from: '2026-12-21', until: '2027-01-03', note: 'holiday' }] : [],
    cap: { day: 40 },
  };
}

function pool(at: number, members: number): object {
  return {
    choice: 'weighted',
    members: Array.from({ length: Math.min(MEMBERS_IN_POOL, members) }, (_, seat) => ({
      member: `member-${(at * MEMBERS_IN_POOL + seat) % members}`,
      weight: 1 + (seat % 3),
    })),
  };
}
