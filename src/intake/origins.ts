import type { Source } from './source-settings.ts';

/** `https://www.example.com` of any URL on it; undefined for "null" and for what is no web address. */
export function originOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { origin, protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
}

/** The exact origins that may post to this source from a browser. */
export function allowedOrigins(source: Source): string[] {
  return source.origins.map(originOf).filter((each) => each !== undefined);
}

/** The page's own origin as the browser states it, if this source allows it. */
export function statedOrigin(
  source: Source,
  headers: Record<string, string | undefined>,
): string | undefined {
  const allowed = allowedOrigins(source);
  const stated = [originOf(headers['origin']), originOf(headers['referer'])];
  return stated.find((each) => each !== undefined && allowed.includes(each));
}
