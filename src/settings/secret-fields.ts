import type { ConfigPath } from './config-problem.ts';

/**
 * Which values of the YAML files are secrets. They belong into the environment, and nothing that
 * leadline prints about a file may show one that stands there all the same.
 */
const SECRET_KEYS = ['apiSecret', 'accessToken', 'verifyToken', 'secret'];

export function isSecretField(path: ConfigPath): boolean {
  const last = path.at(-1);
  if (typeof last === 'string' && SECRET_KEYS.includes(last)) return true;
  // `secrets: [{ id, value }]` of sources, `secrets: [whsec_…]` of webhooks.
  const list = typeof last === 'number' ? path.at(-2) : path.at(-3);
  return list === 'secrets' && (typeof last === 'number' || last === 'value');
}

const KEY_AND_VALUE =
  /((?:value|password|\w*secrets?|\w*token)["']?\s*:\s*)(?!\s|\$\{|["']\$\{|\[|\{)("[^"]*"?|'[^']*'?|[^\s,}\]]+)/gi;
const WEBHOOK_SECRET = /whsec_[A-Za-z0-9+/=]+/g;

/**
 * A line of a file that may not even be YAML, as it may be printed: what looks like a secret is
 * covered, at the same length, so that a caret still fits.
 */
export function withoutSecrets(line: string): string {
  return line
    .replace(KEY_AND_VALUE, (_all, key: string, value: string) => key + '*'.repeat(value.length))
    .replace(WEBHOOK_SECRET, (value) => '*'.repeat(value.length));
}
