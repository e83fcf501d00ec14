import { prefixIn, redisName, withRedisOptions } from '../systems/redis/redis-url.ts';
import {
  type EncryptionKey,
  SECRET_VARIABLES,
  VARIABLE_NAMES,
  type VariableName,
  type Variables,
  variablesSchema,
} from './environment-variables.ts';
import { nearestName } from './nearest-name.ts';

/** What the process was told by its environment. URLs have no slash at their end. */
export type Environment = {
  /** 0: any free port. */
  port: number;
  configFolder: string;
  dataFolder: string;
  /** As senders see leadline; needed where a signature covers the URL. */
  publicUrl?: string;
  logLevel: Variables['LEADLINE_LOG_LEVEL'];
  /** Prefix of every key in Redis; in braces where that is a cluster. */
  redisPrefix: string;
  /** Addresses whose X-Forwarded-* is believed; empty: nobody's. */
  trustProxy: string[];
  /** How long what is kept, in days: submissions as they came, leads that failed, all others. */
  keepDays: { raw: number; dead: number; ledger: number };
  /** Where captcha tokens are verified. */
  captchaUrls: { turnstile: string; hcaptcha: string };
  hubspot: {
    baseUrl: string;
    apiVersion: string;
    portalId?: string;
    uiUrl: string;
    /** 0 to 0.9: what is left of HubSpot's limits for the account's other integrations. */
    shareForOthers: number;
  };
  slack: { apiUrl: string };
  ga4: { measurementId?: string; baseUrl: string };
  meta: { pixelId?: string; baseUrl: string; apiVersion: string };
  /** Never print, log or answer these; `redactedEnvironment` is what may be shown. */
  secrets: Secrets;
  /** What `${NAME}` in a YAML file stands for, defaults of leadline's own variables included. */
  variable: (name: string) => string | undefined;
};

type Secrets = {
  /**
   * With all that was said beside it (systems/redis/redis-url.ts). A secret because a password may
   * stand in it. Unset: leadline runs its own Redis.
   */
  redisUrl?: string;
  adminToken?: string;
  teamToken?: string;
  hubspotAccessToken?: string;
  slackBotToken?: string;
  slackSigningSecret?: string;
  ga4ApiSecret?: string;
  metaAccessToken?: string;
  /** The first encrypts, all decrypt. Empty: one of this machine is used (seal-keys.ts). */
  encryptionKeys: EncryptionKey[];
};

export type EnvironmentProblem = {
  variable: string;
  /** A secret's value is never shown. */
  found: string;
  expected: string;
  says: string;
  doThis?: string;
};

/**
 * Reads and checks the environment: the only place that does. Every problem is reported at once; a
 * variable with a problem counts as unset, so that the configuration can be checked all the same.
 * An empty variable counts as unset too: compose files write `NAME=` for "none".
 */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): {
  environment: Environment;
  problems: EnvironmentProblem[];
} {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value.trim() !== '') given.set(name, value.trim());
  }
  const known = Object.fromEntries(
    VARIABLE_NAMES.filter((name) => given.has(name)).map((name) => [name, given.get(name)]),
  );
  const parsed = variablesSchema.safeParse(known, { error: (issue) => expectedOf(issue) });
  const problems = misspelled(given);
  if (parsed.success) return { environment: toEnvironment(parsed.data, given), problems };

  for (const issue of parsed.error.issues) {
    const variable = String(issue.path[0]);
    problems.push(problemOf(variable, given.get(variable) ?? '', issue.message));
    delete known[variable];
    given.delete(variable);
  }
  return { environment: toEnvironment(variablesSchema.parse(known), given), problems };
}

/** What may be printed: secrets only as `set` or `not set`. */
export function redactedEnvironment(environment: Environment): Record<string, unknown> {
  const { secrets, variable: _variable, ...rest } = environment;
  const { redisUrl, encryptionKeys, ...words } = secrets;
  return {
    ...rest,
    redis: redisUrl === undefined ? 'own' : redisName(redisUrl),
    secrets: {
      adminToken: shown(words.adminToken),
      teamToken: shown(words.teamToken),
      hubspotAccessToken: shown(words.hubspotAccessToken),
      slackBotToken: shown(words.slackBotToken),
      slackSigningSecret: shown(words.slackSigningSecret),
      ga4ApiSecret: shown(words.ga4ApiSecret),
      metaAccessToken: shown(words.metaAccessToken),
      encryptionKeys: encryptionKeys.map(({ id }) => id),
    },
  };
}

function shown(secret: string | undefined): string {
  return secret === undefined ? 'not set' : 'set';
}

function problemOf(variable: string, value: string, message: string): EnvironmentProblem {
  const secret = (SECRET_VARIABLES as readonly string[]).includes(variable);
  const found = secret ? 'a value that is not shown' : JSON.stringify(value);
  const expected = message.replace(/^expected /, '');
  return { variable, found, expected, says: `${variable}: found ${found}, expected ${expected}` };
}

function expectedOf(issue: { code: string; values?: unknown }): string | undefined {
  if (issue.code !== 'invalid_value' || !Array.isArray(issue.values)) return undefined;
  return `expected one of ${issue.values.join(', ')}`;
}

/** A variable that is all but one of ours is a slip: it would be ignored without a word. */
function misspelled(given: Map<string, string>): EnvironmentProblem[] {
  return [...given.keys()]
    .filter((name) => name.startsWith('LEADLINE_') && !isKnown(name))
    .flatMap((variable) => {
      const meant = nearestName(variable, VARIABLE_NAMES);
      if (!meant) return [];
      return {
        variable,
        found: variable,
        expected: meant,
        says: `${variable} is not a variable of leadline; did you mean ${meant}?`,
        doThis: `Rename it to ${meant}, or remove it.`,
      };
    });
}

function isKnown(name: string): name is VariableName {
  return (VARIABLE_NAMES as readonly string[]).includes(name);
}

function toEnvironment(read: Variables, given: Map<string, string>): Environment {
  return {
    port: read.PORT,
    configFolder: read.LEADLINE_CONFIG,
    dataFolder: read.LEADLINE_DATA,
    ...ifSet('publicUrl', read.LEADLINE_PUBLIC_URL),
    logLevel: read.LEADLINE_LOG_LEVEL,
    redisPrefix: prefixIn(read.REDIS_URL, read.LEADLINE_PREFIX),
    trustProxy: read.LEADLINE_TRUST_PROXY,
    keepDays: {
      raw: read.LEADLINE_KEEP_RAW_DAYS,
      dead: read.LEADLINE_KEEP_DEAD_DAYS,
      ledger: read.LEADLINE_KEEP_LEDGER_DAYS,
    },
    captchaUrls: { turnstile: read.TURNSTILE_BASE_URL, hcaptcha: read.HCAPTCHA_BASE_URL },
    hubspot: {
      baseUrl: read.HUBSPOT_BASE_URL,
      apiVersion: read.HUBSPOT_API_VERSION,
      ...ifSet('portalId', read.HUBSPOT_PORTAL_ID),
      uiUrl: read.HUBSPOT_UI_URL,
      shareForOthers: read.LEADLINE_HUBSPOT_SHARE_FOR_OTHERS,
    },
    slack: { apiUrl: read.SLACK_API_URL },
    ga4: { ...ifSet('measurementId', read.GA4_MEASUREMENT_ID), baseUrl: read.GA4_BASE_URL },
    meta: {
      ...ifSet('pixelId', read.META_PIXEL_ID),
      baseUrl: read.META_BASE_URL,
      apiVersion: read.META_API_VERSION,
    },
    secrets: {
      ...ifSet('redisUrl', wholeRedisUrl(read)),
      ...ifSet('adminToken', read.LEADLINE_ADMIN_TOKEN),
      ...ifSet('teamToken', read.LEADLINE_TEAM_TOKEN),
      ...ifSet('hubspotAccessToken', read.HUBSPOT_ACCESS_TOKEN),
      ...ifSet('slackBotToken', read.SLACK_BOT_TOKEN),
      ...ifSet('slackSigningSecret', read.SLACK_SIGNING_SECRET),
      ...ifSet('ga4ApiSecret', read.GA4_API_SECRET),
      ...ifSet('metaAccessToken', read.META_ACCESS_TOKEN),
      encryptionKeys: read.LEADLINE_ENCRYPTION_KEYS ?? [],
    },
    variable: (name) => {
      if (!isKnown(name)) return given.get(name);
      const value = read[name];
      const fallback =
        typeof value === 'string' || typeof value === 'number' ? `${value}` : undefined;
      return given.get(name) ?? fallback;
    },
  };
}

function wholeRedisUrl(read: Variables): string | undefined {
  if (read.REDIS_URL === undefined) return undefined;
  return withRedisOptions(read.REDIS_URL, {
    ...ifSet('ca', read.REDIS_CA_FILE),
    ...ifSet('cert', read.REDIS_CERT_FILE),
    ...ifSet('key', read.REDIS_KEY_FILE),
    ...ifSet('waitReplicas', read.REDIS_WAIT_REPLICAS),
  });
}

/** An absent key, not a key that holds undefined. */
function ifSet<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed key widens to string
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
