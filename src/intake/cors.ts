import { allowedOrigins, originOf } from './origins.ts';
import type { Source } from './source-settings.ts';

/** The longest that browsers keep a preflight's answer (Chromium caps it at two hours). */
const PREFLIGHT_SECONDS = 7_200;

/**
 * CORS by the exact origins of the source: never `*`, never credentials. `Vary` always, so that no
 * cache gives one origin's answer to another.
 */
export function corsHeaders(source: Source, origin: string | undefined): Record<string, string> {
  const asking = originOf(origin);
  if (asking === undefined || !allowedOrigins(source).includes(asking)) return { vary: 'Origin' };
  return { vary: 'Origin', 'access-control-allow-origin': asking };
}

/** For `OPTIONS`: answered 204 either way; without the allowance the browser keeps the post back. */
export function preflightHeaders(
  source: Source,
  origin: string | undefined,
): Record<string, string> {
  const headers = corsHeaders(source, origin);
  if (!headers['access-control-allow-origin']) return headers;
  return {
    ...headers,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, idempotency-key',
    'access-control-max-age': String(PREFLIGHT_SECONDS),
    'cache-control': `public, max-age=${PREFLIGHT_SECONDS}`,
  };
}
