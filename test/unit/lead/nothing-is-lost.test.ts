import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cleanLine, cleanParagraphs } from '../../../src/lead/clean-text.ts';
import { CLICK_IDS } from '../../../src/lead/click-ids.ts';
import { heldTexts } from '../../../src/lead/extra-fields.ts';
import { LEAD_FIELDS } from '../../../src/lead/lead.ts';
import { preserveAttribution } from '../../../src/lead/preserve-attribution.ts';
import type { ReadSubmission } from '../../../src/lead/submission.ts';
import { made, RULES } from './lead-fixture.ts';

const parameter = fc.oneof(
  fc.constantFrom(
    'utm_source',
    'UTM_Medium',
    'Utm-campaign',
    'utm_term',
    'utm[content]',
    'querystring__utm_id',
  ),
  fc.constantFrom(
    'pk_campaign',
    'mtm_source',
    'hsa_cam',
    'first_utm_source',
    'amp;utm_term',
    'tracking.gclid',
  ),
  fc.constantFrom(...CLICK_IDS.map(({ name }) => name)),
);
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    'google',
    'CPC',
    'null',
    '{{campaign.name}}',
    'a%20b',
    ' x ',
    'x'.repeat(3_000),
  ),
);
const key = fc.oneof(
  parameter,
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'email',
    'Telefon',
    'name',
    'Vorname',
    'message',
    'country',
    'company size',
    'website',
    'page_url',
    'source_url',
    'referrer',
    'ip',
    'consent',
    'consent.marketing',
    'submission_id',
    '_gotcha',
    '__proto__',
    'hasOwnProperty',
    '4',
    '',
  ),
);
const typed = fc.oneof(
  value,
  fc.constantFrom(
    'ada@acme.de',
    '"A" <a@b.de>',
    '030 123456',
    'Deutschland',
    'ADA LOVELACE',
    'on',
    'https://a.de/?gclid=x',
  ),
);
const context: fc.Arbitrary<ReadSubmission['context']> = fc.record(
  {
    pageUrl: typed,
    landingPage: typed,
    referrer: typed,
    ip: typed,
    userAgent: typed,
    locale: typed,
    timeZone: typed,
    cookies: fc.dictionary(
      fc.oneof(fc.constantFrom('_ga', '_gcl_aw', '_ga_A'), fc.string()),
      typed,
    ),
    firstTouch: fc.dictionary(key, typed),
    lastTouch: fc.dictionary(fc.constantFrom('ts', 'landing', 'utm_source', 'gclid'), typed),
  },
  { requiredKeys: [] },
);
const field = fc.record(
  {
    key,
    value: fc.oneof(typed, fc.array(typed, { maxLength: 3 })),
    label: key,
    kind: fc.constantFrom(...LEAD_FIELDS),
  },
  { requiredKeys: ['key', 'value'] },
);
const submission: fc.Arbitrary<ReadSubmission> = fc.record(
  {
    fields: fc.array(field, { maxLength: 12 }),
    context,
    submissionId: fc.string(),
    formId: fc.string(),
  },
  { requiredKeys: ['fields', 'context'] },
);

describe('no campaign parameter is lost', () => {
  it('from form fields: names and values in are names and values in raw', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(parameter, value)), (pairs) => {
        const fields = pairs.map(([name, text]) => ({ key: name, value: text }));
        expect(rawPairs(preserveAttribution({ fields }).raw)).toEqual(pairSet(pairs));
      }),
    );
  });

  it('from the address of the page', () => {
    const wellFormed = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(fc.tuple(parameter, wellFormed), { minLength: 1 }), (pairs) => {
        const pageUrl = `https://acme.de/?${new URLSearchParams(pairs).toString()}`;
        expect(rawPairs(preserveAttribution({ fields: [], pageUrl }).raw)).toEqual(pairSet(pairs));
      }),
    );
  });
});

it('normalising what is normalised changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(parameter, value)), (pairs) => {
      const once = preserveAttribution({
        fields: pairs.map(([name, text]) => ({ key: name, value: text })),
      });
      const parts = Object.entries({ ...once.utm, ...once.clickIds });
      const twice = preserveAttribution({
        fields: parts.map(([name, text]) => ({ key: name, value: text })),
      });
      expect([twice.utm, twice.clickIds]).toEqual([once.utm, once.clickIds]);
    }),
  );
});

describe('whatever is submitted', () => {
  it('becomes a lead that can be stored, and no field is lost', () => {
    fc.assert(
      fc.property(submission, (read) => {
        const { lead } = made(read);
        expect(JSON.parse(JSON.stringify(lead))).toEqual(lead);
        const { extra } = lead;
        const held = heldTexts(lead);
        for (const { key: name, value: sent } of read.fields) {
          const kept = Object.hasOwn(extra, cleanLine(name)) ? [extra[cleanLine(name)]].flat() : [];
          for (const text of [sent].flat()) {
            if (text.trim() === '' || cleanLine(text) === '') continue;
            const found =
              kept.includes(cleanParagraphs(text)) ||
              [text, cleanLine(text), cleanParagraphs(text)].some((form) => held.has(form));
            expect([name, text, found]).toEqual([name, text, true]);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is read with any configuration that names its fields', () => {
    const fields = fc.dictionary(fc.constantFrom(...LEAD_FIELDS), key);
    fc.assert(
      fc.property(submission, fields, fc.array(key), (read, map, honeypots) => {
        const { lead, problems } = made(read, {
          fields: map,
          honeypots,
          required: LEAD_FIELDS,
          accepts: { country: ['DE'], topic: ['a'] },
          consent: { ...RULES.consent, field: 'email' },
        });
        expect(lead.source).toBe(RULES.name);
        for (const { message } of problems) expect(message).toMatch(/^(Please|This) .*[.]$/su);
      }),
    );
  });

  it.each([
    '_',
    '{',
    '%',
    '?',
    '@',
    'a.',
    '"',
    '<',
    '\u200D',
    '0',
    ' x',
    '(((',
    'a@b.c?',
    '%41',
    '__proto__',
  ])('is read within the time of a test, however long: %j', (piece) => {
    const long = piece.repeat(100_000 / piece.length);
    const everywhere = LEAD_FIELDS.map((kind) => ({ key: kind, kind, value: long }));
    const { lead } = made({
      fields: [
        ...everywhere,
        { key: 'utm_source', value: long },
        { key: long, label: long, value: 'x' },
      ],
      context: { pageUrl: `https://a.de/?${long}`, lastTouch: { utm_source: long } },
    });
    expect(lead.person.email).toBeUndefined();
  });
});

function rawPairs(raw: Record<string, string[]>): Set<string> {
  return pairSet(
    Object.entries(raw).flatMap(([name, values]) =>
      values.map((text): [string, string] => [name, text]),
    ),
  );
}

function pairSet(pairs: readonly [string, string][]): Set<string> {
  return new Set(pairs.map((pair) => JSON.stringify(pair)));
}
