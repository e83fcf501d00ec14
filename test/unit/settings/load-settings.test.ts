import { describe, expect, it } from '@jest/globals';
import { formatProblems } from '../../../src/settings/config-problem.ts';
import { loadCompany, problemsWith, replacing, VARIABLES } from './small-company.ts';

const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;

describe('a right configuration', () => {
  it('is answered as settings, with references replaced and defaults filled in', () => {
    const loaded = loadCompany();

    expect(loaded).toMatchObject({
      ok: true,
      warnings: [],
      settings: {
        sources: {
          sources: { webinar: { signature: { secrets: [{ value: 'a-typeform-secret' }] } } },
        },
        alerts: { crmPatienceSeconds: 300 },
        team: { pools: { europe: { members: [{ member: 'ada', weight: 1 }] } } },
      },
    });
  });

  it('reads a file that begins with a byte order mark and has Windows line ends', () => {
    expect(problemsWith({ 'team.yaml': windows, 'markets.yaml': windows })).toEqual([]);
  });

  it('takes the text ${NAME} itself where it is written with two dollar signs', () => {
    const loaded = loadCompany({ 'team.yaml': replacing('Ada Brandt', '$${ADA}') });

    expect(loaded).toMatchObject({ settings: { team: { members: { ada: { name: '${ADA}' } } } } });
  });

  it('never reads a variable as YAML', () => {
    const value = 'x"\n    origins: [https://evil.example]\n#{}[]&*';
    const loaded = loadCompany({}, { ...VARIABLES, TYPEFORM_SECRET: value });

    expect(loaded).toMatchObject({
      settings: { sources: { sources: { webinar: { signature: { secrets: [{ value }] } } } } },
    });
  });
});

describe('what cannot be read', () => {
  it('names a file that is missing, and where it was looked for', () => {
    expect(problemsWith({ 'alerts.yaml': undefined })).toEqual([
      'alerts.yaml:1:1  alerts.yaml is not there, or cannot be read; expected it in /company',
    ]);
  });

  it('names an empty file', () => {
    expect(problemsWith({ 'team.yaml': '' })).toEqual([
      'team.yaml:1:1  found nothing, expected a mapping (key: value)',
    ]);
  });

  it('points at a bracket that is never closed', () => {
    expect(problemsWith({ 'markets.yaml': replacing('[DE, AT]', '[DE, AT') })[0]).toMatch(
      /^markets\.yaml:6:5 {2}not readable as YAML: Flow sequence/,
    );
  });

  it('points at a tab used for indenting', () => {
    expect(problemsWith({ 'alerts.yaml': 'a:\n\t- b\n' })[0]).toMatch(
      /^alerts\.yaml:2:1 {2}not readable as YAML: Tabs/,
    );
  });

  it('names the line that is indented wrong, and none of those that suffer from it', () => {
    const problems = problemsWith({
      'markets.yaml': replacing('    channel: C0DACH001', '   channel: C0DACH001'),
    });
    expect(problems).toEqual([
      expect.stringMatching(/^markets\.yaml:\d+:1 {2}not readable as YAML/),
    ]);
  });

  it('points at the second of two equal keys', () => {
    const twice = 'fallbackChannel: C0LEADS01\nfallbackChannel: C0OTHER01\n';

    expect(problemsWith({ 'alerts.yaml': twice })).toEqual([
      'alerts.yaml:2:1  this key stands here a second time; the file would mean something else than it says',
    ]);
  });

  it('refuses an alias without anchor, and aliases that multiply without end', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...['b', 'c', 'd', 'e'].map((name, index) => {
        const before = 'abcd'[index];
        return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(',')}]`;
      }),
    ].join('\n');

    expect(problemsWith({ 'alerts.yaml': 'a: *nobody\n' })[0]).toMatch(/^alerts\.yaml:1:1 .*alias/);
    expect(problemsWith({ 'alerts.yaml': bomb })[0]).toMatch(/^alerts\.yaml:1:1 .*alias/);
  });
});

describe('all problems at once', () => {
  it('reports every file in order, and each file from top to bottom', () => {
    const problems = problemsWith({
      'sources.yaml': replacing('vendor: form', 'vendor: forms'),
      'markets.yaml': (text) =>
        text.replace('[DE, AT]', '[DEE, AT]').replace('C0REST001', '"#rest"'),
      'team.yaml': replacing('ada@example.com', 'ada at example.com'),
      'crm.yaml': undefined,
      'conversions.yaml': replacing('kind: webhook', 'kind: webhok'),
    });

    expect(problems.map((line) => line.split('  ')[0])).toEqual([
      'sources.yaml:3:13',
      'markets.yaml:5:17',
      'markets.yaml:13:14',
      'team.yaml:4:12',
      'crm.yaml:1:1',
      'conversions.yaml:3:11',
    ]);
  });
});

describe('how problems are printed', () => {
  it('prints place, sentence, the line with a caret under the value, and what to do', () => {
    const loaded = loadCompany({ 'sources.yaml': replacing('vendor: form', 'vendor: from') });

    expect(formatProblems(loaded.ok ? [] : loaded.problems)).toBe(
      [
        'sources.yaml:3:13  found "from", expected one of: form, json, typeform, webflow, elementor, tally, gravity-forms, google-ads',
        '    3 |     vendor: from',
        '      |             ^^^^ sources.contact.vendor',
        '      Did you mean form?',
        '',
      ].join('\n'),
    );
  });

  it('prints no source line for a file that is not there', () => {
    const loaded = loadCompany({ 'alerts.yaml': undefined });

    expect(formatProblems(loaded.ok ? [] : loaded.problems)).not.toContain('|');
  });
});
