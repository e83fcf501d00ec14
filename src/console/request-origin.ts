import type { Request } from 'express';

/**
 * Browsers say where a request comes from, and pages cannot change what they say: Sec-Fetch-Site,
 * or Origin from older ones. Programs say neither.
 */

/** Surely from a page of ours. */
export function isOfOurPages(request: Request): boolean {
  return statedSite(request) === 'ours';
}

/** Surely from another site's page. */
export function isOfOtherPages(request: Request): boolean {
  return statedSite(request) === 'other';
}

function statedSite({ headers }: Request): 'ours' | 'other' | 'unstated' {
  const site = headers['sec-fetch-site'];
  // `none`: typed by the user, or from a bookmark.
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'ours' : 'other';
  const { origin, host } = headers;
  if (origin === undefined) return 'unstated';
  return URL.canParse(origin) && new URL(origin).host === host ? 'ours' : 'other';
}
