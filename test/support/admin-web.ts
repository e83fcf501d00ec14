import { startWeb, type Web } from '../../src/web.ts';
import { type Stack, startStack } from './stack.ts';

export const ADMIN_TOKEN = 'admin-token-of-the-tests';

/** Without https, so that the cookie has no further name. */
export const ADMIN_VARIABLES = {
  LEADLINE_ADMIN_TOKEN: ADMIN_TOKEN,
  LEADLINE_PUBLIC_URL: 'http://localhost:8080',
};

export type Asked = { method?: string; headers?: Record<string, string>; body?: string };

/** A whole leadline with its web server, as an operator or an intruder sees it. */
export type AdminWeb = {
  stack: Stack;
  /** May be set ahead, in milliseconds. */
  clock: { ahead: number };
  ask: (path: string, asked?: Asked) => Promise<Response>;
  login: (token?: string, headers?: Record<string, string>) => Promise<Response>;
  /** Logs in; a Cookie header. */
  session: () => Promise<string>;
  csrfOf: (cookie: string) => Promise<string>;
  stop: () => Promise<void>;
};

export async function startAdminWeb(variables: Record<string, string> = {}): Promise<AdminWeb> {
  const clock = { ahead: 0 };
  const stack = await startStack({
    world: { now: () => Date.now() + clock.ahead },
    variables: { ...ADMIN_VARIABLES, ...variables },
  });
  const web: Web = await startWeb(stack.leadline, 0);

  const ask: AdminWeb['ask'] = (path, { method = 'GET', headers = {}, body } = {}) =>
    fetch(`${web.url}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
  const login: AdminWeb['login'] = (token = ADMIN_TOKEN, headers = {}) =>
    ask('/console/login', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ token }).toString(),
    });
  return {
    stack,
    clock,
    ask,
    login,
    session: async () => {
      const [cookie = ''] = (await login()).headers.getSetCookie();
      return cookie.split(';')[0] ?? '';
    },
    csrfOf: async (cookie) => {
      const answer = await ask('/console/session', { headers: { cookie } });
      return ((await answer.json()) as { csrfToken: string }).csrfToken;
    },
    stop: async () => {
      await web.close();
      await stack.stop();
    },
  };
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}
