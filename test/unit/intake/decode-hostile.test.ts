import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { decode, decoded, refusal } from './decode-body.ts';

type HostileCase = { id: string; contentType: string; bodyBase64: string; expect: string };

const FILE: { cases: HostileCase[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/hostile-cases.json', import.meta.url), 'utf8'),
);
const CASES = FILE.cases;

const PLAIN = { email: 'a@example.com' };

/** A refusal, or the value and the notes that go with it. */
type Outcome = string | { value: unknown; codes?: string[] };
/** What decoding makes of each case. */
const OUTCOMES: Record<string, Outcome> = {
  'dup-json-keys': { value: { email: 'victim@example.com' }, codes: ['duplicate_key'] },
  'proto-json': { value: PLAIN, codes: ['prototype_key'] },
  'proto-escaped': {
    value: { ...PLAIN, constructor: {} },
    codes: ['prototype_key', 'prototype_key'],
  },
  'qs-shadow': { value: { ...PLAIN, hasOwnProperty: '1', toString: 'z' } },
  'array-email': { value: { email: ['a@example.com', 'b@example.com'] } },
  'object-email': { value: { email: { $gt: '' }, name: ['x'] } },
  bigint: { value: { ...PLAIN, lead_id: '12345678901234567890' } },
  nul: { value: { ...PLAIN, name: 'ab' }, codes: ['unreadable_characters'] },
  'lone-surrogate': { value: { ...PLAIN, name: '\uFFFDx' }, codes: ['unreadable_characters'] },
  'invalid-utf8': { value: { ...PLAIN, name: 'José' }, codes: ['invalid_utf8'] },
  'latin1-declared': { value: { ...PLAIN, name: 'José' } },
  bom: { value: PLAIN },
  utf16: { value: PLAIN },
  'bad-percent': {
    value: { ...PLAIN, name: 'José', q: '%' },
    codes: ['invalid_utf8', 'bad_escape'],
  },
  'text-plain-json': { value: PLAIN },
  'no-content-type': { value: PLAIN },
  'vendor-json': { value: PLAIN },
  'top-level-array': '400 several_submissions',
  primitive: '400 not_an_object',
  empty: '400 empty_body',
  'mass-params': '413 too_many_fields',
  'qs-depth': '400 too_deep',
  'utm-mess': {
    value: {
      ...PLAIN,
      utm_source: ['Facebook%20', 'google'],
      UTM_Medium: 'CPC',
      utm_campaign: '{{campaign.name}}',
      utm_term: 'null',
      utm_content: 'undefined',
      utm_id: '[object Object]',
    },
  },
};

/** Cases whose danger lies further on: decoding hands them over without a change. */
const UNTOUCHED = [
  'slack-inject',
  'csv-formula',
  'log-inject',
  'header-inject',
  'bidi',
  'xss',
  'open-redirect',
  'open-redirect-2',
  'ssrf-url',
  'long-field',
];

const bodyOf = ({ bodyBase64 }: HostileCase) => Buffer.from(bodyBase64, 'base64');

function readByTheBook({ contentType, ...rest }: HostileCase): unknown {
  const text = bodyOf({ contentType, ...rest }).toString('utf8');
  return contentType.includes('json')
    ? JSON.parse(text)
    : Object.fromEntries(new URLSearchParams(text));
}

describe('hostile bodies', () => {
  it('has an outcome for every known case', () => {
    const known = [...Object.keys(OUTCOMES), ...UNTOUCHED].toSorted();
    expect(CASES.map(({ id }) => id).toSorted()).toEqual(known);
  });

  it.each(CASES.filter(({ id }) => typeof OUTCOMES[id] === 'string'))(
    'refuses $id: $expect',
    async (hostile) => {
      expect(await refusal(bodyOf(hostile), hostile.contentType)).toBe(OUTCOMES[hostile.id]);
    },
  );

  it.each(CASES.filter(({ id }) => typeof OUTCOMES[id] === 'object'))(
    'reads $id: $expect',
    async (hostile) => {
      const result = await decoded(bodyOf(hostile), hostile.contentType);
      const expected = Object.assign({ codes: [] }, OUTCOMES[hostile.id]);
      expect({ value: result.value, codes: result.codes }).toEqual(expected);
    },
  );

  it.each(CASES.filter(({ id }) => UNTOUCHED.includes(id)))(
    'hands over $id as it is',
    async (hostile) => {
      const result = await decoded(bodyOf(hostile), hostile.contentType);
      expect(result.value).toEqual(readByTheBook(hostile));
      expect(result.flags).toEqual([]);
    },
  );

  it('never throws on a damaged copy of any of them', async () => {
    for (const hostile of CASES) {
      const body = bodyOf(hostile).subarray(0, 2_000);
      for (let at = 0; at < body.length; at += Math.ceil(body.length / 25)) {
        const damaged = Buffer.from(body);
        damaged[at] = (damaged[at] ?? 0) ^ 0x80;
        expect(typeof (await decode(damaged, hostile.contentType)).ok).toBe('boolean');
        const cut = await decode(body.subarray(0, at), hostile.contentType);
        expect(typeof cut.ok).toBe('boolean');
      }
    }
  });

  it('leaves every prototype as it was', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype).length;
    for (const hostile of CASES) await decode(bodyOf(hostile), hostile.contentType);
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});
