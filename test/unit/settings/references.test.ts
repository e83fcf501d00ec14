import { describe, expect, it } from '@jest/globals';
import { formatProblems } from '../../../src/settings/config-problem.ts';
import { loadCompany, problemsWith, replacing, VARIABLES } from './small-company.ts';

const SECRET = 'wh0-may-read-this';

describe('references to variables', () => {
  it('names each variable that is not set, where it is asked for', () => {
    expect(problemsWith({}, {})).toEqual([
      'sources.yaml:11:18  ${TYPEFORM_SECRET} stands for an environment variable that is not set',
      'conversions.yaml:7:9  ${WAREHOUSE_SECRET} stands for an environment variable that is not set',
    ]);
  });

  it('counts an empty variable as not set', () => {
    expect(problemsWith({}, { ...VARIABLES, TYPEFORM_SECRET: ' ' })).toHaveLength(1);
  });

  it('names both variables of one text', () => {
    const url = replacing('warehouse.example.com/leads', '${HOST}/${PATH_TO}');

    expect(problemsWith({ 'conversions.yaml': url })).toEqual([
      'conversions.yaml:5:10  ${HOST} stands for an environment variable that is not set',
      'conversions.yaml:5:10  ${PATH_TO} stands for an environment variable that is not set',
    ]);
  });

  it('knows the defaults of its own variables', () => {
    const loaded = loadCompany({
      'conversions.yaml': (text) =>
        `${text}  meta: { kind: meta, pixelId: "1", accessToken: "\${TYPEFORM_SECRET}", baseUrl: "\${META_BASE_URL}" }\n`,
    });

    expect(loaded).toMatchObject({
      settings: {
        conversions: { destinations: { meta: { baseUrl: 'https://graph.facebook.com' } } },
      },
    });
  });

  it('asks no variables of a destination that is switched off', () => {
    const off = replacing('kind: webhook', 'kind: webhook\n    enabled: false');

    expect(problemsWith({ 'conversions.yaml': off }, { TYPEFORM_SECRET: SECRET })).toEqual([]);
  });

  it('still checks the rest of a destination that is switched off', () => {
    const off = replacing('kind: webhook', 'kind: webhook\n    enabled: false\n    urll: x');

    expect(problemsWith({ 'conversions.yaml': off }, { TYPEFORM_SECRET: SECRET })).toEqual([
      'conversions.yaml:5:5  unknown key urll; did you mean url?',
    ]);
  });
});

describe('secrets', () => {
  it('warns of a secret that is written out, and prints it nowhere', () => {
    const loaded = loadCompany({ 'sources.yaml': replacing('${TYPEFORM_SECRET}', SECRET) });

    const warnings = loaded.ok ? loaded.warnings : [];
    expect(warnings).toMatchObject([{ file: 'sources.yaml', line: 11, column: 18 }]);
    expect(formatProblems(warnings)).not.toContain(SECRET);
  });

  it.each([
    ['written out', `\${WAREHOUSE_SECRET}`, SECRET],
    ['quoted', `\${WAREHOUSE_SECRET}`, `"${SECRET}"`],
  ])('does not show a wrong secret that is %s', (_name, from, to) => {
    const loaded = loadCompany({ 'conversions.yaml': replacing(from, to) });

    expect(loaded).toMatchObject({ ok: false, problems: [{ line: 7, column: 9 }] });
    expect(JSON.stringify(loaded)).not.toContain(SECRET);
  });

  it('does not show a wrong secret that came from the environment', () => {
    const loaded = loadCompany({}, { ...VARIABLES, WAREHOUSE_SECRET: SECRET });

    expect(loaded).toMatchObject({ ok: false, problems: [{ line: 7, column: 9 }] });
    expect(JSON.stringify(loaded)).not.toContain(SECRET);
    expect(loaded).toMatchObject({
      problems: [{ found: expect.stringContaining('${WAREHOUSE_SECRET}') }],
    });
  });

  it('does not show a secret that stands beside another mistake', () => {
    const inline = replacing(
      '- id: one\n          value: ${TYPEFORM_SECRET}',
      `- { idd: one, value: ${SECRET} }`,
    );
    const loaded = loadCompany({ 'sources.yaml': inline });

    expect(loaded.ok).toBe(false);
    expect(JSON.stringify(loaded)).not.toContain(SECRET);
  });
});
