import { describe, expect, it } from '@jest/globals';
import { readForExplain } from '../../../src/intake/read-for-explain.ts';
import { sourceSchema, VENDORS, type Vendor } from '../../../src/intake/source-settings.ts';

/**
 * A name is written once and counts for every value below it, so that a small body can ask for
 * very much work. No body of a size that is taken may hold the process up.
 */

const LONG = 'n'.repeat(120_000);
const EMAIL = 'ada@example.com';

const list = (length: number, value: unknown) => Array.from({ length }, () => value);
const manyOf = (length: number, entry: (at: number) => [string, unknown]) =>
  Object.fromEntries(Array.from({ length }, (_, at) => entry(at)));

/** So many values that each could carry the long name. */
const MANY = list(4_000, { a: 1 });

function read(vendor: Vendor, body: unknown) {
  const source = { ...sourceSchema.parse({ vendor }), name: 'website' };
  const text = JSON.stringify(body);
  expect(text.length).toBeLessThan(source.bodyBytesMax);
  return readForExplain(source, Buffer.from(text), 'application/json');
}

/** What the vendor's adapter makes fields of. */
function fieldsIn(vendor: Vendor, fields: Record<string, unknown>): unknown {
  if (vendor === 'webflow') return { payload: { data: fields } };
  if (vendor === 'typeform') return { form_response: { hidden: fields } };
  if (vendor === 'tally') return { data: { fields: [], ...fields } };
  if (vendor === 'google-ads') return { user_column_data: [], ...fields };
  return fields;
}

const TOO_LONG = { refusal: expect.stringContaining('names of the fields') };

describe('A name that stands above very many values', () => {
  it.each(VENDORS)('is refused: %s', async (vendor) => {
    expect(await read(vendor, fieldsIn(vendor, { email: EMAIL, [LONG]: MANY }))).toEqual(TOO_LONG);
    const half = LONG.slice(0, 60_000);
    const nested = { [half]: { [half]: manyOf(400, (at) => [`a${at}`, 'x']) } };
    expect(await read(vendor, fieldsIn(vendor, nested))).toEqual(TOO_LONG);
  });

  it.each<[Vendor, unknown]>([
    ['json', { email: EMAIL, answers: [{ key: LONG, value: MANY }] }],
    ['json', { rawRequest: { q1_a: 'x', [`q2_${LONG}`]: MANY } }],
    ['typeform', { form_response: { answers: [{ type: 'x', x: MANY, field: { ref: LONG } }] } }],
    ['typeform', { form_response: { answers: [{ type: 'x', x: MANY, field: { title: LONG } }] } }],
    ['tally', { data: { fields: [{ key: 'k', label: LONG, value: MANY }] } }],
    ['google-ads', { user_column_data: [{ column_id: LONG, string_value: MANY }] }],
    ['elementor', { fields: { a: { id: LONG, value: MANY } } }],
    ['elementor', { fields: { a: { id: 'a', title: LONG, value: MANY } } }],
  ])('is refused where it comes from a value: %s', async (vendor, body) => {
    expect(await read(vendor, body)).toEqual(TOO_LONG);
  });

  it('is taken where it is the label of the whole, and no part has it', async () => {
    const answers = [{ key: 'k', label: LONG, value: MANY }];
    const many = await read('json', { email: EMAIL, answers });
    expect(Object.keys('lead' in many ? many.lead.extra : {})).toHaveLength(MANY.length);
  });

  it('is taken when it stands above a few', async () => {
    const few = await read('json', { email: EMAIL, [LONG]: { first: 'a', second: 'b' } });
    expect(Object.keys('lead' in few ? few.lead.extra : {})).toHaveLength(2);
  });
});

describe('An address of very many parameters', () => {
  it('keeps them apart', async () => {
    const query = Array.from({ length: 20_000 }, (_, at) => `utm_${at.toString(36)}=b`).join('&');
    const made = await read('json', { email: EMAIL, page_url: `https://a.example/?${query}` });
    const utm = 'lead' in made ? made.lead.attribution.utm : {};
    expect(Object.keys(utm)).toHaveLength(20_000);
  });
});
