import { describe, expect, it } from '@jest/globals';
import { type FileName, loadCompany, problemsWith, replacing } from './small-company.ts';

const CASES: [string, FileName, string, string, string][] = [
  [
    'a key that is spelled wrong, at the key',
    'sources.yaml',
    'origins:',
    'origin:',
    'sources.yaml:4:5  unknown key origin; did you mean origins?',
  ],
  [
    'a key that is like none, with those that there are',
    'crm.yaml',
    'lifecycle: {}',
    'lifecycle: {}\nxyz: 1',
    'crm.yaml:4:1  unknown key xyz, expected one of: properties, lifecycle, furtherKeys, ownership, joinWithinMinutes, task',
  ],
  [
    'a wrong key in a flow mapping',
    'crm.yaml',
    'write: never',
    'write: never, wrote: 1',
    'crm.yaml:2:57  unknown key wrote; did you mean write?',
  ],
  [
    'a missing key, at the key of what it is missing in',
    'team.yaml',
    '    email: ada@example.com\n',
    '',
    'team.yaml:2:3  email is missing, expected an e-mail address',
  ],
  [
    'a key without a value, at the key',
    'markets.yaml',
    'title: DACH',
    'title:',
    'markets.yaml:3:5  title is missing, expected text',
  ],
  [
    'a number out of bounds',
    'markets.yaml',
    'followUpWithinMinutes: 30',
    'followUpWithinMinutes: 0',
    'markets.yaml:8:28  found 0, expected a number of at least 1',
  ],
  [
    'a fraction where a whole number is wanted',
    'markets.yaml',
    'followUpWithinMinutes: 30',
    'followUpWithinMinutes: 2.5',
    'markets.yaml:8:28  found 2.5, expected a whole number',
  ],
  [
    'text where a list is wanted',
    'sources.yaml',
    '[https://www.example.com]',
    'https://www.example.com',
    'sources.yaml:4:14  found "https://www.example.com", expected a list',
  ],
  [
    'a value nested in lists and mappings',
    'sources.yaml',
    '- id: one',
    '- id: ""',
    'sources.yaml:10:15  found "", expected text that is not empty',
  ],
  [
    'a name that does not have the form of names',
    'sources.yaml',
    '  contact:',
    '  Contact Page:',
    'sources.yaml:2:3  found the key Contact Page, expected lower-case letters, digits and hyphens',
  ],
  [
    'a lead field that there is not',
    'sources.yaml',
    'vendor: form',
    'vendor: form\n    fields: { emial: "4" }',
    'sources.yaml:4:15  unknown key emial; did you mean email?',
  ],
  [
    'a kind of destination that there is not',
    'conversions.yaml',
    'kind: webhook',
    'kind: ga5',
    'conversions.yaml:3:11  found "ga5", expected one of: ga4, meta, webhook',
  ],
  [
    'a wrong key in one kind of destination',
    'conversions.yaml',
    'needsConsent: none',
    'needConsent: none',
    'conversions.yaml:4:5  unknown key needConsent; did you mean needsConsent?',
  ],
  [
    'a wrong value in one choice of several, deep in a condition',
    'markets.yaml',
    'country: [DE, AT]',
    'any: [{ country: DE }, { not: { companySize: { min: few } } }]',
    'markets.yaml:5:59  found "few", expected a number',
  ],
  [
    'a condition that there is not',
    'markets.yaml',
    'country: [DE, AT]',
    'contry: [DE, AT]',
    'markets.yaml:5:7  unknown key contry; did you mean country?',
  ],
  [
    'a weight in one entry of a pool',
    'team.yaml',
    '[ada]',
    '[{ member: ada, weight: none }]',
    'team.yaml:7:38  found "none", expected a number',
  ],
];

describe('what a schema says about a file', () => {
  it.each(CASES)('points at %s', (_name, file, from, to, expected) => {
    expect(problemsWith({ [file]: replacing(from, to) })).toEqual([expected]);
  });

  it('says what a country code is', () => {
    expect(problemsWith({ 'markets.yaml': replacing('[DE, AT]', '[DE, DEE]') })).toEqual([
      expect.stringMatching(/^markets\.yaml:5:21 {2}"DEE" is not an ISO 3166-1 country code/),
    ]);
  });

  it('names what neither choice of a value allows', () => {
    const [problem] = problemsWith({ 'team.yaml': replacing('[ada]', '[[ada]]') });

    expect(problem).toBe(
      'team.yaml:7:15  found a list, expected a member such as ada, or { member: ada, weight: 2 }',
    );
  });

  it.each([
    ['a number where text is wanted', 'name: Ada Brandt', 'name: 007', 'Put it in quotes: "007"'],
    ['a yes that YAML reads as true', 'name: Ada Brandt', 'name: true', 'Put it in quotes: "true"'],
  ])('advises quotes for %s', (_name, from, to, advice) => {
    const loaded = loadCompany({ 'team.yaml': replacing(from, to) });

    expect(loaded).toMatchObject({ ok: false, problems: [{ doThis: advice }] });
  });

  it('advises quotes for a placeholder that YAML reads as a mapping', () => {
    const loaded = loadCompany({
      'crm.yaml': (text) => `${text}task:\n  subject: {{name}}\n`,
    });

    expect(loaded).toMatchObject({
      ok: false,
      problems: [{ line: 5, column: 12, doThis: expect.stringContaining('"{{name}}"') }],
    });
  });

  it('points into an anchor where an alias brings in what is wrong', () => {
    const aliased = replacing(
      'webinar:\n    vendor: typeform\n    signature:\n',
      'webinar:\n    vendor: typeform\n    origins: &o [nowhere]\n    redirects: *o\n    signature:\n',
    );

    expect(problemsWith({ 'sources.yaml': aliased })).toEqual([
      'sources.yaml:7:18  found "nowhere", expected a URL such as https://www.example.com',
    ]);
  });
});
