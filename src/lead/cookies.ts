/**
 * Cookies that a source may send along. Anything else is dropped: a cookie is not something the
 * visitor typed. https://support.google.com/analytics/answer/11397207 and the vendors' own names.
 */
const ALLOWED = new Set([
  '_ga',
  '_gcl_aw',
  '_gcl_gs',
  '_gcl_au',
  '_gcl_dc',
  '_fbp',
  '_fbc',
  'hubspotutk',
  'li_fat_id',
  '_ttp',
  '_scid',
  '_rdt_uuid',
  '_uetvid',
  '_uetsid',
  '_epik',
  '__kla_id',
  '_mkto_trk',
  'ajs_anonymous_id',
]);
const ALLOWED_PATTERNS = [
  /^_ga_[A-Z0-9]{1,32}$/u,
  /^ph_[\w-]{1,128}_posthog$/u,
  /^_pk_id\.[\w.]{1,64}$/u,
];

const COOKIE_MAX = 4_096;

/** The allow-listed cookies, values untouched. */
export function keptCookies(cookies?: Readonly<Record<string, string>>): Record<string, string> {
  if (!cookies) return {};
  return Object.fromEntries(
    Object.entries(cookies).filter(
      ([name, value]) =>
        value !== '' &&
        value.length <= COOKIE_MAX &&
        (ALLOWED.has(name) || ALLOWED_PATTERNS.some((pattern) => pattern.test(name))),
    ),
  );
}

/**
 * GA4's client id (the last two parts of `_ga`) and session id (`_ga_<stream>`; of several streams
 * the one with the latest session).
 */
export function gaIds(
  cookies: Readonly<Record<string, string>>,
): { clientId?: string; sessionId?: string } | undefined {
  for (const _name in cookies) return idsOf(cookies);
  return undefined;
}

function idsOf(cookies: Readonly<Record<string, string>>): ReturnType<typeof gaIds> {
  const clientId = /^GA\d+\.\d+(?:-\d+)*\.(\d+\.\d+)$/u.exec(cookies['_ga'] ?? '')?.[1];
  const sessionIds = Object.entries(cookies)
    .filter(([name]) => name.startsWith('_ga_'))
    .map(([, value]) => gaSessionId(value))
    .filter((id) => id !== undefined);
  const sessionId = sessionIds.toSorted((a, b) => Number(b) - Number(a))[0];
  if (clientId === undefined && sessionId === undefined) return undefined;
  return { ...(clientId && { clientId }), ...(sessionId && { sessionId }) };
}

/** GS1 is positional; GS2 (since May 2025) marks each part with a letter, in any order. */
function gaSessionId(cookie: string): string | undefined {
  const older = /^GS1\.\d+(?:-\d+)*\.(\d+)(?:\.|$)/u.exec(cookie)?.[1];
  if (older) return older;
  const parts = /^GS2\.\d+(?:-\d+)*\.(.+)$/u.exec(cookie)?.[1]?.split('$') ?? [];
  return parts.map((part) => /^s(\d+)$/u.exec(part)?.[1]).find((id) => id !== undefined);
}

/** The click id inside Google's conversion cookie: `GCL.<seconds>.<gclid>`. */
export function gclidOfCookie(cookies: Readonly<Record<string, string>>): string | undefined {
  return /^GCL\.\d+\.([\w.-]+)$/u.exec(cookies['_gcl_aw'] ?? '')?.[1];
}
