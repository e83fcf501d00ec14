import type { SourceSettings, Sources } from '../intake/source-settings.ts';
import { checkRouting } from '../routing/check-routing.ts';
import type { Markets } from '../routing/markets.ts';
import type { Finding } from '../routing/prove/finding.ts';
import { proveRouting } from '../routing/prove/prove-routing.ts';
import type { Routing } from '../routing/routing-settings.ts';
import type { Team } from '../routing/team.ts';
import type { When } from '../routing/when.ts';
import type { AlertSettings } from '../stages/alert-settings.ts';
import type { ConversionSettings } from '../stages/conversion-settings.ts';
import { type CrmSettings, TEMPLATE_WORDS } from '../stages/crm-settings.ts';
import type { ConfigPath } from './config-problem.ts';
import type { ConfigKey } from './config-schemas.ts';
import { leadPathProblem } from './lead-paths.ts';
import { nearestName } from './nearest-name.ts';

/** A problem that no schema can see, since it takes several values or files to see it. */
export type CrossProblem = {
  file: ConfigKey;
  path: ConfigPath;
  message: string;
} & Partial<Pick<Finding, 'severity' | 'code' | 'example' | 'seeAlso'>>;

type RoutingFiles = { markets: Markets; team: Team; routing: Routing; sources?: Sources };

/**
 * What the prover finds wrong or doubtful in the routing.
 *
 * @param nowMs without it nothing is said that depends on the calendar or is only doubtful
 */
export function routingProblems(files: RoutingFiles, nowMs?: number): CrossProblem[] {
  const { sources, ...parts } = files;
  const checked = { ...parts, ...(sources && { sources: Object.keys(sources.sources) }) };
  if (nowMs !== undefined) return proveRouting({ ...checked, nowMs });
  return checkRouting(checked).filter(({ severity }) => severity === 'error');
}

/** Conditions that name a source which does not exist can never hold. */
export function unknownSources(
  markets: Markets,
  routing: Routing | undefined,
  sources: Sources,
): CrossProblem[] {
  const known = Object.keys(sources.sources);
  const ofMarkets = markets.markets.flatMap(({ when }, index) =>
    sourcesNamed(when, ['markets', index, 'when']),
  );
  const ofRules = (routing?.languageAndSkill ?? []).flatMap(({ when }, index) =>
    sourcesNamed(when, ['languageAndSkill', index, 'when']),
  );
  return [
    ...ofMarkets.map((named) => ({ ...named, file: 'markets' as const })),
    ...ofRules.map((named) => ({ ...named, file: 'routing' as const })),
  ]
    .filter(({ name }) => !known.includes(name))
    .map(({ name, path, file }) => ({
      file,
      path,
      message: `"${name}" is not a source of sources.yaml; there are ${known.join(', ')}`,
    }));
}

function sourcesNamed(
  when: When | undefined,
  path: ConfigPath,
): { name: string; path: ConfigPath }[] {
  if (when === undefined) return [];
  const own =
    typeof when.source === 'string'
      ? [{ name: when.source, path: [...path, 'source'] }]
      : (when.source ?? []).map((name, index) => ({ name, path: [...path, 'source', index] }));
  const within = (['all', 'any'] as const).flatMap((key) =>
    (when[key] ?? []).flatMap((part, index) => sourcesNamed(part, [...path, key, index])),
  );
  return [...own, ...within, ...sourcesNamed(when.not, [...path, 'not'])];
}

/** Vendors that prove who they are, and the scheme by which each does. */
const VENDOR_SCHEMES: Partial<Record<SourceSettings['vendor'], string>> = {
  typeform: 'typeform',
  webflow: 'webflow',
  tally: 'tally',
  'google-ads': 'token',
};

/** A shared token and Standard Webhooks can also come from something in between (a gateway). */
const GENERAL_SCHEMES = ['token', 'standard-webhooks'];

export function sourceProblems(sources: Sources): CrossProblem[] {
  return Object.entries(sources.sources).flatMap(([name, source]) => {
    const at = (path: ConfigPath, message: string): CrossProblem => ({
      file: 'sources',
      path: ['sources', name, ...path],
      message,
    });
    return [
      ...signatureProblem(name, source).map((message) => at(['signature', 'scheme'], message)),
      ...source.origins.flatMap((origin, index) =>
        originProblem(origin).map((message) => at(['origins', index], message)),
      ),
      ...(source.thanksUrl === undefined || isPathOrUrl(source.thanksUrl)
        ? []
        : [at(['thanksUrl'], 'expected a path such as /thanks, or an exact https:// URL')]),
    ];
  });
}

function signatureProblem(name: string, { vendor, signature }: SourceSettings): string[] {
  const scheme = VENDOR_SCHEMES[vendor];
  if (scheme === undefined) return [];
  if (signature === undefined) {
    return [
      `source "${name}" has no signature, so anybody who knows its URL could post; ` +
        `expected signature: with scheme: ${scheme} (or a token, if ${vendor} is not set up to sign)`,
    ];
  }
  if (signature.scheme === scheme || GENERAL_SCHEMES.includes(signature.scheme)) return [];
  return [
    `${vendor} does not sign by the scheme ${signature.scheme}; expected ${scheme}, or token`,
  ];
}

function originProblem(origin: string): string[] {
  if (origin.includes('*')) {
    return ['expected exact origins: each of them by name, since a * would match none'];
  }
  const { origin: exact } = new URL(origin);
  return exact === origin ? [] : [`expected an origin without path: ${exact}`];
}

function isPathOrUrl(target: string): boolean {
  if (target.startsWith('/')) return !target.startsWith('//');
  return URL.canParse(target) && /^https?:$/.test(new URL(target).protocol);
}

export function crmPathProblems(crm: CrmSettings): CrossProblem[] {
  const properties = Object.entries(crm.properties).flatMap(([name, { from }]) =>
    from.map((each) => ({ path: ['properties', name, 'from'], from: each })),
  );
  const keys = crm.furtherKeys.map(({ from }, index) => ({
    path: ['furtherKeys', index, 'from'],
    from,
  }));
  const paths = [...properties, ...keys].flatMap(({ path, from }): CrossProblem[] => {
    const message = leadPathProblem(from);
    return message === undefined ? [] : [{ file: 'crm', path, message }];
  });
  if (crm.lifecycle.stages.includes(crm.lifecycle.newLead)) return paths;
  const message = `"${crm.lifecycle.newLead}" is not one of the stages; there are ${crm.lifecycle.stages.join(', ')}`;
  return [...paths, { file: 'crm', path: ['lifecycle', 'newLead'], message }];
}

/** A detail whose path names nothing would never be shown. */
export function alertPathProblems({ details }: AlertSettings): CrossProblem[] {
  return Object.entries(details).flatMap(([label, path]): CrossProblem[] => {
    const message = leadPathProblem(path);
    return message === undefined ? [] : [{ file: 'alerts', path: ['details', label], message }];
  });
}

/** A placeholder that nobody knows would be an empty place in every task. */
export function templateProblems(
  crm: CrmSettings | undefined,
  markets: Markets | undefined,
): CrossProblem[] {
  return [
    ...(['subject', 'body'] as const).flatMap((key) =>
      unknownPlaceholders('crm', ['task', key], crm?.task[key]),
    ),
    ...(markets?.markets ?? []).flatMap(({ taskSubject }, index) =>
      unknownPlaceholders('markets', ['markets', index, 'taskSubject'], taskSubject),
    ),
  ];
}

function unknownPlaceholders(file: ConfigKey, path: ConfigPath, template = ''): CrossProblem[] {
  const words: readonly string[] = TEMPLATE_WORDS;
  return placeholders(template)
    .filter((word) => !words.includes(word))
    .map((word) => {
      const meant = nearestName(word, TEMPLATE_WORDS);
      const advice =
        meant === undefined ? `there are ${words.join(', ')}` : `did you mean {{${meant}}}?`;
      return { file, path, message: `"{{${word}}}" is no placeholder of tasks; ${advice}` };
    });
}

export function conversionPathProblems(conversions: ConversionSettings): CrossProblem[] {
  return Object.entries(conversions.destinations).flatMap(([name, { parameters }]) =>
    Object.entries(parameters).flatMap(([parameter, value]) =>
      placeholders(value).flatMap((from): CrossProblem[] => {
        const message = leadPathProblem(from);
        const path = ['destinations', name, 'parameters', parameter];
        return message === undefined ? [] : [{ file: 'conversions', path, message }];
      }),
    ),
  );
}

function placeholders(value: string | number | boolean): string[] {
  if (typeof value !== 'string') return [];
  return [...value.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map(([, path = '']) => path);
}
