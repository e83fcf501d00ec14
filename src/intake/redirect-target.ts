import { allowedOrigins, originOf, statedOrigin } from './origins.ts';
import type { Source } from './source-settings.ts';

/** A path of the form's own site. `//host` and `/\host` are other sites in a browser's eyes. */
const RELATIVE = /^\/(?![/\\])/;

/**
 * Where a browser goes after its form: what the form asked for, if the source's configuration
 * lists exactly that, else the thanks page, else undefined. Never a place that only the request
 * names, so no link to leadline can be made to lead elsewhere.
 */
export function redirectTarget(
  source: Source,
  asked: string | undefined,
  headers: Record<string, string | undefined>,
): string | undefined {
  const listed =
    asked !== undefined && (source.redirects.includes(asked) || source.thanksUrl === asked);
  const own = statedOrigin(source, headers) ?? allowedOrigins(source)[0];
  const target = listed ? resolved(asked, own) : undefined;
  return target ?? resolved(source.thanksUrl, own);
}

function resolved(target: string | undefined, own: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  if (!RELATIVE.test(target)) return originOf(target) && new URL(target).href;
  if (own === undefined) return undefined;
  const url = new URL(target, own);
  return url.origin === own ? url.href : undefined;
}
