import type { Portal } from './portal.ts';

/** Numbered versions end in 2027; dated ones carry the same bodies under other paths. */
export type ApiVersion = 'v3' | 'v4' | '2025-09' | '2026-03' | '2026-09';

export type Area = 'objects' | 'associations' | 'owners' | 'properties' | 'account-info';

export type Call = {
  portal: Portal;
  version: ApiVersion;
  dated: boolean;
  /** From 2026-09 on writes are held to the administrator's rules. */
  enforceRequired: boolean;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: string;
  /** Path as it was sent, for links to a next page. */
  path: string;
};

/** `body` undefined: an empty answer. */
export type Reply = { status: number; body?: unknown; headers?: Record<string, string> };

export type Route = {
  area: Area;
  method: string;
  /** What follows the version, with `:names`. */
  pattern: string;
  versions: 'v3' | 'v4';
  /** Any one of these scopes is enough. */
  scopes: (call: Call) => string[];
  /** Which budget the call is charged to. */
  budget: 'burst' | 'search' | 'associations';
  answer: (call: Call) => Reply;
};

const DATED: ApiVersion[] = ['2025-09', '2026-03', '2026-09'];

/** Splits a path into area, version and the rest; undefined for a path HubSpot does not have. */
export function splitPath(
  path: string,
): { area: Area; version: ApiVersion; dated: boolean; rest: string[] } | undefined {
  // The vendor's client asks for owners with a slash at the end, and gets them.
  const parts = path.replace(/\/$/, '').split('/').slice(1).map(decoded);
  const account = parts[0] === 'account-info';
  if (!account && parts[0] !== 'crm') return undefined;
  const [first, second, ...rest] = account ? ['account-info', ...parts.slice(1)] : parts.slice(1);
  if (!first || !second) return undefined;
  const dated = isDated(second);
  const area = dated || account ? first : second;
  const version = dated || account ? second : first;
  if (!isArea(area) || (!isDated(version) && version !== 'v3' && version !== 'v4'))
    return undefined;
  return { area, version, dated, rest };
}

/** The parameters when the path fits the pattern. */
export function fits(pattern: string, rest: string[]): Record<string, string> | undefined {
  const wanted = pattern === '' ? [] : pattern.split('/');
  if (wanted.length !== rest.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, word] of wanted.entries()) {
    const given = rest[index] ?? '';
    if (word.startsWith(':')) params[word.slice(1)] = given;
    else if (word !== given) return undefined;
  }
  return params;
}

const isDated = (word: string): word is ApiVersion => DATED.some((version) => version === word);

const isArea = (word: string): word is Area =>
  ['objects', 'associations', 'owners', 'properties', 'account-info'].includes(word);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A list in a query: repeated, separated by commas, or both. */
export const listOf = (query: URLSearchParams, name: string): string[] =>
  query.getAll(name).flatMap((each) => each.split(',').filter((word) => word !== ''));
