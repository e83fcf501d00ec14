import fc from 'fast-check';
import type { Lead } from '../../../src/lead/lead.ts';
import type { Match } from '../../../src/routing/decision.ts';
import { type When, whenSchema } from '../../../src/routing/when.ts';
import { aLead, anEmailAddress } from '../../support/lead-builder.ts';

/** Few values of each attribute, so that leads and conditions meet often. */
const COUNTRIES = ['DE', 'AT', 'US'];
const REGIONS = ['Bayern', 'Île-de-France', 'CA'];
const LANGUAGES = ['de', 'fr'];
const SOURCES = ['demo', 'website'];
const DOMAINS = ['acme.com', 'berlin.acme.com', 'other.example', 'gmail.com'];
const TEXTS = ['50k', '100k', 'brand-q4', 'Brand'];
const SIZES = [0, 9, 10, 199, 200, 1_000];

const someOf = (values: string[]) =>
  fc.oneof(
    fc.constantFrom(...values),
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }),
  );

const textTest = fc.oneof(
  fc.record({ is: fc.constantFrom(...TEXTS) }),
  fc.record({ oneOf: fc.uniqueArray(fc.constantFrom(...TEXTS), { minLength: 1 }) }),
  fc.record({ contains: fc.constantFrom('0k', 'brand', 'q') }),
  fc.record({ startsWith: fc.constantFrom('brand', '1') }),
  fc.record({ exists: fc.boolean() }),
);

const condition = fc.oneof(
  fc.record({ country: someOf(COUNTRIES) }),
  fc.record({ region: someOf(REGIONS) }),
  fc.record({ language: someOf(LANGUAGES) }),
  fc.record({ source: someOf(SOURCES) }),
  fc.constantFrom(
    { companySize: { min: 10 } },
    { companySize: { max: 9 } },
    { companySize: { min: 10, max: 199 } },
    { companySize: { min: 200 } },
  ),
  fc.record({ emailDomain: someOf(DOMAINS.slice(0, 3)) }),
  fc.record({ emailDomain: fc.record({ free: fc.boolean() }) }),
  fc
    .tuple(fc.constantFrom('budget', 'jobTitle'), textTest)
    .map(([name, test]) => ({ field: { name, ...test } })),
  fc.record({
    utm: fc.record({ campaign: textTest, source: someOf(TEXTS) }, { requiredKeys: ['campaign'] }),
  }),
  fc.record({ clickId: fc.oneof(fc.boolean(), someOf(['gclid', 'fbclid'])) }),
  fc.record({ known: fc.boolean() }),
);

const { when } = fc.letrec<{ when: object; part: object }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    fc.record({ all: fc.array(tie('when'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('when'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('when') }),
  ),
  when: fc
    .array(tie('part'), { minLength: 1, maxLength: 3 })
    .map((parts) => Object.assign({}, ...parts)),
}));

/** A condition as it stands in YAML. */
export const whens: fc.Arbitrary<When> = when.map((written) => whenSchema.parse(written));

const maybe = <T>(values: readonly T[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined });

export const leads: fc.Arbitrary<{ lead: Lead; match: Match }> = fc
  .record({
    country: maybe([...COUNTRIES, 'FR']),
    region: maybe([...REGIONS, ' ile-de-france', ' ']),
    language: maybe([...LANGUAGES, 'pl']),
    source: fc.constantFrom(...SOURCES),
    companySize: maybe(SIZES),
    domain: maybe(DOMAINS),
    budget: fc.oneof(maybe(TEXTS), fc.array(fc.constantFrom(...TEXTS, '  '), { maxLength: 3 })),
    jobTitle: maybe(TEXTS),
    campaign: maybe(TEXTS),
    utmSource: maybe(TEXTS),
    clickIds: fc.subarray(['gclid', 'fbclid', 'msclkid']),
    known: fc.boolean(),
  })
  .map((made) => ({
    lead: aLead({
      source: made.source,
      person: {
        ...(made.country !== undefined && { country: made.country }),
        ...(made.region !== undefined && { region: made.region }),
        ...(made.language !== undefined && { language: made.language }),
        ...(made.companySize !== undefined && { companySize: made.companySize }),
        ...(made.jobTitle !== undefined && { jobTitle: made.jobTitle }),
        ...(made.domain !== undefined && {
          email: anEmailAddress(`x@${made.domain}`, { free: made.domain === 'gmail.com' }),
        }),
      },
      attribution: {
        utm: {
          ...(made.campaign !== undefined && { utm_campaign: made.campaign }),
          ...(made.utmSource !== undefined && { utm_source: made.utmSource }),
        },
        clickIds: Object.fromEntries(made.clickIds.map((name) => [name, 'an-id'])),
      },
      ...(made.budget !== undefined && { extra: { Budget: made.budget } }),
    }),
    match: { known: made.known, properties: {} },
  }));
