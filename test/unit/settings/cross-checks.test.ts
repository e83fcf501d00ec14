import { describe, expect, it } from '@jest/globals';
import { type FileName, problemsWith, replacing } from './small-company.ts';

const SIGNATURE = `    signature:
      scheme: typeform
      secrets:
        - id: one
          value: \${TYPEFORM_SECRET}
`;

const CASES: [string, FileName, string, string, RegExp][] = [
  [
    'a market whose pool nobody defined',
    'markets.yaml',
    'pool: europe',
    'pool: asia',
    /^markets\.yaml:6:11 {2}pool "asia" of market "dach" is not in team\.yaml/,
  ],
  [
    'a pool member whom nobody knows',
    'team.yaml',
    '[ada]',
    '[ada, bob]',
    /^team\.yaml:7:20 {2}"bob" in pool "europe" is not among the members/,
  ],
  [
    'a condition on a source that there is not',
    'markets.yaml',
    'country: [DE, AT]',
    'any: [{ source: contact }, { not: { source: [webinar, webinr] } }]',
    /^markets\.yaml:5:61 {2}"webinr" is not a source of sources\.yaml; there are contact, webinar/,
  ],
  [
    'a vendor that signs, without signature',
    'sources.yaml',
    SIGNATURE,
    '',
    /^sources\.yaml:5:3 {2}source "webinar" has no signature/,
  ],
  [
    "another vendor's signature scheme",
    'sources.yaml',
    'scheme: typeform',
    'scheme: tally',
    /^sources\.yaml:8:15 {2}typeform does not sign by the scheme tally; expected typeform/,
  ],
  [
    'an origin with a path, which no browser would send',
    'sources.yaml',
    'https://www.example.com]',
    'https://www.example.com/contact]',
    /^sources\.yaml:4:15 .*expected an origin without path: https:\/\/www\.example\.com/,
  ],
  [
    'an origin with a star, which no browser would match',
    'sources.yaml',
    'https://www.example.com]',
    'https://*.example.com]',
    /^sources\.yaml:4:15 .*expected exact origins/,
  ],
  [
    'a placeholder in a task that nobody knows',
    'crm.yaml',
    'lifecycle: {}',
    "lifecycle: {}\ntask:\n  subject: 'Call {{nmae}} of {{company}}'",
    /^crm\.yaml:5:12 {2}"\{\{nmae\}\}" is no placeholder of tasks; did you mean \{\{name\}\}\?/,
  ],
  [
    "a placeholder in a market's own task that nobody knows",
    'markets.yaml',
    'channel: C0DACH001',
    "channel: C0DACH001\n    taskSubject: '{{budget}}'",
    /^markets\.yaml:8:18 {2}"\{\{budget\}\}" is no placeholder of tasks; there are name, company/,
  ],
  [
    'a thanks page of another protocol',
    'sources.yaml',
    'vendor: form',
    'vendor: form\n    thanksUrl: //evil.example/thanks',
    /^sources\.yaml:4:16 .*expected a path such as \/thanks/,
  ],
  [
    'a path into the lead that leads nowhere',
    'crm.yaml',
    'person.email.normalised',
    'person.emial.normalised',
    /^crm\.yaml:2:18 {2}"person\.emial\.normalised" is no path .* did you mean person\.email\.normalised\?/,
  ],
  [
    'a placeholder that leads nowhere',
    'conversions.yaml',
    'kind: webhook',
    'kind: webhook\n    parameters: { m: "{{decision.makret}}" }',
    /^conversions\.yaml:4:22 {2}"decision\.makret" is no path .* did you mean decision\.market\?/,
  ],
  [
    'a lifecycle stage for new leads that is not among the stages',
    'crm.yaml',
    'lifecycle: {}',
    'lifecycle: { newLead: prospect }',
    /^crm\.yaml:3:23 {2}"prospect" is not one of the stages/,
  ],
];

describe('what shows only when values are read together', () => {
  it.each(CASES)('finds %s', (_name, file, from, to, expected) => {
    expect(problemsWith({ [file]: replacing(from, to) })).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  it('lets a shared token stand in for a signature', () => {
    const token = replacing('scheme: typeform', 'scheme: token\n      in: query:key');

    expect(problemsWith({ 'sources.yaml': token })).toEqual([]);
  });

  it('knows every path that may be followed by any name', () => {
    const open = [
      'extra.budget',
      'attribution.clickIds.gclid',
      'attribution.firstTouch.utm.utm_source',
      'attribution.cookies._ga',
    ];
    const properties = open.map((from, index) => `  p${index}: { from: ${from}, write: fill }\n`);
    const more = replacing('lifecycle', `${properties.join('')}lifecycle`);

    expect(problemsWith({ 'crm.yaml': more })).toEqual([]);
  });
});
