import type { Lead } from '../../lead/lead.ts';
import { companyDomainOf } from '../company-domain.ts';
import type { CompiledRouting } from '../compiled-routing.ts';
import { wantedDomain } from '../conditions/email-domain.ts';
import type { ConditionSettings } from '../conditions/index.ts';
import { asList } from '../conditions/one-of.ts';
import type { TextTest } from '../conditions/text-test.ts';
import { asTest, withPrefix } from '../conditions/utm.ts';
import type { Match } from '../decision.ts';
import { conditionsIn, type When } from '../when.ts';

/** The same lead with one thing changed. */
export type Variant = {
  /** Goes on from "with": "country AT instead of DE". */
  change: string;
  /** Smaller changes are told first: below 1 for a matter of degree, 1 for another value. */
  size: number;
  lead: Lead;
  match: Match;
};

type About<Settings> = (settings: Settings, lead: Lead, match: Match) => Variant[];

/** By how many variants an explanation may be sought: some configurations name thousands. */
const VARIANTS_MAX = 400;

/**
 * Every change of one thing that some rule of the configuration asks about: the values that the
 * rules name, the thresholds just reached or missed, another person or company than the CRM or a
 * named account knows.
 */
export function leadVariants(lead: Lead, match: Match, routing: CompiledRouting): Variant[] {
  const rules: When[] = [
    ...routing.tried.flatMap(({ market }) => market.when ?? []),
    ...routing.routing.languageAndSkill.map(({ when }) => when),
  ];
  const found = new Map<string, Variant>();
  const asked = rules.flatMap((when) => variantsOf(when, lead, match));
  for (const variant of [...otherCustomers(lead, match, routing), ...asked]) {
    if (!found.has(variant.change)) found.set(variant.change, variant);
    if (found.size >= VARIANTS_MAX) break;
  }
  return [...found.values()].toSorted((one, other) => one.size - other.size);
}

function variantsOf(when: When, lead: Lead, match: Match): Variant[] {
  return conditionsIn(when).flatMap((name) => {
    if (name === 'all' || name === 'any') {
      return (when[name] ?? []).flatMap((part) => variantsOf(part, lead, match));
    }
    if (name === 'not') return when.not ? variantsOf(when.not, lead, match) : [];
    const about = ABOUT[name] as About<unknown>;
    return about(when[name], lead, match);
  });
}

const ABOUT: { [Name in keyof ConditionSettings]: About<ConditionSettings[Name]> } = {
  country: (values, lead, match) => person('country', asList(values), lead, match),
  region: (values, lead, match) => person('region', asList(values), lead, match),
  language: (values, lead, match) => person('language', asList(values), lead, match),
  companySize: ({ min, max }, lead, match) =>
    [min, min === undefined ? undefined : min - 1, max, max === undefined ? undefined : max + 1]
      .filter((size) => size !== undefined && size >= 0)
      .flatMap((size) => sized(size ?? 0, lead, match)),
  source: (values, lead, match) =>
    [...asList(values), UNNAMED]
      .filter((value) => value !== lead.source)
      .map((source) => ({
        change: `${source === UNNAMED ? 'a source that no rule names' : `source ${source}`} instead of ${lead.source}`,
        size: 2,
        lead: { ...lead, source },
        match,
      })),
  emailDomain: (settings, lead, match) => {
    const { oneOf = [], free } = wantedDomain(settings);
    return [
      ...oneOf.flatMap((domain) => withDomain(domain, lead, match)),
      ...(free === undefined ? [] : withOtherSortOfDomain(lead, match)),
    ];
  },
  field: ({ name, ...test }, lead, match) =>
    valuesOf(test).map((value) => ({
      change: `field ${name} ${value === '' ? 'empty' : `"${value}"`}`,
      size: 1,
      lead: { ...lead, extra: { ...lead.extra, [name]: value } },
      match,
    })),
  utm: (settings, lead, match) =>
    Object.entries(settings).flatMap(([name, wanted]) => {
      const key = withPrefix(name);
      const had = lead.attribution.utm[key];
      const utm = (value: string) => ({ ...lead.attribution.utm, [key]: value });
      return valuesOf(asTest(wanted))
        .filter((value) => value !== had)
        .map((value) => ({
          change: `${key} "${value}"${had === undefined ? '' : ` instead of "${had}"`}`,
          size: 1,
          lead: { ...lead, attribution: { ...lead.attribution, utm: utm(value) } },
          match,
        }));
    }),
  clickId: (settings, lead, match) => {
    const had = Object.keys(lead.attribution.clickIds).length > 0;
    const name = typeof settings === 'boolean' ? 'gclid' : (asList(settings)[0] ?? 'gclid');
    const clickIds: Record<string, string> = had ? {} : { [name]: 'an-id' };
    const change = had ? 'no click id' : `a click id ${name}`;
    return [
      { change, size: 1, lead: { ...lead, attribution: { ...lead.attribution, clickIds } }, match },
    ];
  },
  known: (_wanted, lead, match) => [
    match.known
      ? newPerson(lead, match)
      : { change: 'a person whom the CRM knows', size: 2, lead, match: { ...match, known: true } },
  ],
};

/** For the rungs that ask who the customer is. */
function otherCustomers(lead: Lead, match: Match, { accountOf }: CompiledRouting): Variant[] {
  const domain = companyDomainOf(lead);
  const hasOwner =
    domain !== undefined && (accountOf(domain) !== undefined || match.account !== undefined);
  return [
    ...(match.known ? [newPerson(lead, match)] : []),
    ...(hasOwner ? withDomain(OTHER_COMPANY, lead, match, 'another company') : []),
  ];
}

/** The company is the same, though. */
function newPerson(lead: Lead, { account }: Match): Variant {
  const match = { known: false, properties: {}, ...(account && { account }) };
  return { change: 'a new person', size: 2, lead, match };
}

/** Nobody can have it: RFC 2606. */
const OTHER_COMPANY = 'another-company.invalid';

function person(
  key: 'country' | 'region' | 'language',
  values: string[],
  lead: Lead,
  match: Match,
): Variant[] {
  const had = lead.person[key];
  const instead = had === undefined ? '' : ` instead of ${had}`;
  const others = values
    .filter((value) => value !== had)
    .map((value) => ({ value, called: `${key} ${value}`, size: 1 }));
  const none = { value: UNNAMED, called: `a ${key} that no rule names`, size: 1.5 };
  return [...others, none].map(({ value, called, size }) => ({
    change: `${called}${instead}`,
    size,
    lead: { ...lead, person: { ...lead.person, [key]: value } },
    match,
  }));
}

/** No country, region, language or source is called so. */
const UNNAMED = '(none that a rule names)';

/** Nearer sizes are smaller changes. */
function sized(companySize: number, lead: Lead, match: Match): Variant[] {
  const had = lead.person.companySize;
  if (companySize === had) return [];
  const far = had === undefined ? 1 : Math.abs(companySize - had) / Math.max(companySize, had, 1);
  const instead = had === undefined ? '' : ` instead of ${had}`;
  return [
    {
      change: `company size ${companySize}${instead}`,
      size: far,
      lead: { ...lead, person: { ...lead.person, companySize } },
      match,
    },
  ];
}

function withOtherSortOfDomain(lead: Lead, match: Match): Variant[] {
  const { email } = lead.person;
  if (email === undefined) return [];
  if (email.free) return withDomain(OTHER_COMPANY, lead, match, 'a company');
  const free = { ...email, domain: 'gmail.com', free: true };
  const change = `an address at a free provider instead of ${email.domain}`;
  return [{ change, size: 2, lead: { ...lead, person: { ...lead.person, email: free } }, match }];
}

function withDomain(domain: string, lead: Lead, match: Match, called = domain): Variant[] {
  const { email } = lead.person;
  if (email === undefined || email.domain === domain) return [];
  const changed = { ...email, domain, free: false };
  const change = `an address at ${called} instead of ${email.domain}`;
  return [
    { change, size: 2, lead: { ...lead, person: { ...lead.person, email: changed } }, match },
  ];
}

function valuesOf({ is, oneOf, contains, startsWith, exists }: TextTest): string[] {
  if (exists !== undefined) return [exists ? 'something' : ''];
  return [is, ...(oneOf ?? []), contains, startsWith]
    .filter((one) => one !== undefined)
    .map(String);
}
