import { createHash, createHmac } from 'node:crypto';
import { sameText } from './same-text.ts';

export type HeldSession = {
  /** Milliseconds since 1970. */
  until: number;
  /** To be sent with every request that changes something. */
  csrfToken: string;
};

export type AdminSession = {
  /** A Set-Cookie header that begins a session, and one that ends it. */
  open: () => string;
  close: () => string;
  /** The session in a Cookie header, if it is ours and not over. */
  read: (cookies: string | undefined) => HeldSession | undefined;
};

const SESSION_MS = 12 * 3_600_000;

/**
 * Sessions without a store: the cookie is its end and a signature made with a key that follows from
 * the admin token, so a new token ends them all. Form: `<milliseconds since 1970>.<HMAC-SHA256>`.
 */
export function createAdminSession(options: {
  token: string | undefined;
  now: () => number;
  /** Behind https: the cookie is for https only, and no other host can have set it. */
  secure: boolean;
}): AdminSession {
  const { token, now, secure } = options;
  const name = secure ? '__Host-leadline_session' : 'leadline_session';
  const flags = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const key = createHash('sha256').update(`session:${token}`).digest();
  const signed = (use: string, until: string) =>
    createHmac('sha256', key).update(`${use}:${until}`).digest('hex');

  return {
    open: () => {
      const until = String(now() + SESSION_MS);
      const seconds = SESSION_MS / 1_000;
      return `${name}=${until}.${signed('session', until)}; Max-Age=${seconds}; ${flags}`;
    },
    close: () => `${name}=; Max-Age=0; ${flags}`,
    read: (cookies) => {
      if (token === undefined) return undefined;
      const [until = '', signature = ''] = (cookieOf(name, cookies) ?? '').split('.');
      const isOurs = sameText(signature, signed('session', until));
      if (!isOurs || !/^\d{1,15}$/.test(until) || Number(until) <= now()) return undefined;
      return { until: Number(until), csrfToken: signed('csrf', until) };
    },
  };
}

function cookieOf(name: string, header: string | undefined): string | undefined {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
