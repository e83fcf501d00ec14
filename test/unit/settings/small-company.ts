import { basename } from 'node:path';
import { readEnvironment } from '../../../src/settings/environment.ts';
import { type LoadedSettings, loadSettings } from '../../../src/settings/load-settings.ts';

/** A right configuration, as small as it can be; a test changes one file to see it go wrong. */
const FILES = {
  'sources.yaml': `sources:
  contact:
    vendor: form
    origins: [https://www.example.com]
  webinar:
    vendor: typeform
    signature:
      scheme: typeform
      secrets:
        - id: one
          value: \${TYPEFORM_SECRET}
`,
  'markets.yaml': `markets:
  - name: dach
    title: DACH
    when:
      country: [DE, AT]
    pool: europe
    channel: C0DACH001
    followUpWithinMinutes: 30
  - name: rest
    title: Rest
    fallback: true
    pool: europe
    channel: C0REST001
    followUpWithinMinutes: 60
`,
  'team.yaml': `members:
  ada:
    name: Ada Brandt
    email: ada@example.com
pools:
  europe:
    members: [ada]
`,
  'crm.yaml': `properties:
  email: { from: person.email.normalised, write: never }
lifecycle: {}
`,
  'alerts.yaml': `fallbackChannel: C0LEADS01
`,
  'conversions.yaml': `destinations:
  warehouse:
    kind: webhook
    needsConsent: none
    url: https://warehouse.example.com/leads
    secrets:
      - \${WAREHOUSE_SECRET}
`,
};

/** routing.yaml may be there; without it the defaults hold. */
export type FileName = keyof typeof FILES | 'routing.yaml';

export const VARIABLES = {
  TYPEFORM_SECRET: 'a-typeform-secret',
  WAREHOUSE_SECRET: 'whsec_dGhpcyBpcyBhIHRlc3Qgc2VjcmV0IDMyYnl0ZXM=',
};

type Change = { [Name in FileName]?: string | ((text: string) => string) | undefined };

/** `undefined` for a file takes it away. */
export function loadCompany(
  change: Change = {},
  env: Record<string, string> = VARIABLES,
): LoadedSettings {
  const files = new Map<string, string>(Object.entries(FILES));
  for (const [name, made] of Object.entries(change)) {
    if (made === undefined) files.delete(name);
    else files.set(name, typeof made === 'string' ? made : made(files.get(name) ?? ''));
  }
  return loadSettings({
    environment: readEnvironment(env).environment,
    configFolder: '/company',
    readFile: (path) => {
      const text = files.get(basename(path));
      if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
      return text;
    },
  });
}

/** Each problem as `file:line:column  sentence`; none when the configuration is right. */
export function problemsWith(change: Change, env?: Record<string, string>): string[] {
  const loaded = loadCompany(change, env);
  if (loaded.ok) return [];
  return loaded.problems.map(
    ({ file, line, column, says }) => `${file}:${line}:${column}  ${says}`,
  );
}

export function replacing(from: string, to: string): (text: string) => string {
  return (text) => {
    if (!text.includes(from)) throw new Error(`the file has no ${from}`);
    return text.replace(from, () => to);
  };
}
