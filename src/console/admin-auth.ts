import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import express, { type RequestHandler, type Router } from 'express';

export type AdminAuth = {
  /** Login page and logout. */
  router: Router;
  /** Lets through who holds the admin token or a session; others get 401 or the login page. */
  required: RequestHandler;
};

const COOKIE = 'leadline_session';
const SESSION_MS = 12 * 3_600_000;

/**
 * The admin side's door. Programs send `Authorization: Bearer <token>`; people log in once and get
 * a signed session cookie (HttpOnly, SameSite=Strict). Requests that change something and come
 * with a cookie must also come from our own pages. Without a token the door stays shut.
 */
export function createAdminAuth(options: {
  token: string | undefined;
  now: () => number;
  /** Behind https the cookie is for https only. */
  secure: boolean;
}): AdminAuth {
  const { token, now } = options;
  const key = createHash('sha256').update(`session:${token}`).digest();

  const isToken = (given: string) => token !== undefined && sameText(given, token);
  const sign = (until: number) => createHmac('sha256', key).update(String(until)).digest('hex');

  function isSession(cookie: string | undefined): boolean {
    const [until = '', signature = ''] = (cookie ?? '').split('.');
    return (
      token !== undefined &&
      /^\d+$/.test(until) &&
      sameText(signature, sign(Number(until))) &&
      Number(until) > now()
    );
  }

  const required: RequestHandler = (request, response, next) => {
    if (token === undefined) {
      response.status(503).json({
        error: 'LEADLINE_ADMIN_TOKEN is not set, so nobody can be let in. Set it and start again.',
      });
      return;
    }
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined && isToken(bearer)) return next();
    if (isSession(cookieOf(request.headers.cookie)) && isOwnPage(request)) return next();
    if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html') {
      response.redirect(303, '/console/login');
      return;
    }
    response
      .status(401)
      .set('www-authenticate', 'Bearer')
      .json({ error: 'The admin token is needed: Authorization: Bearer <LEADLINE_ADMIN_TOKEN>.' });
  };

  const router = express.Router();
  router.get('/console/login', (_request, response) => {
    response.type('html').send(loginPage(''));
  });
  router.post(
    '/console/login',
    express.urlencoded({ extended: false, limit: '4kb' }),
    (request, response) => {
      const given = (request.body as { token?: unknown } | undefined)?.token;
      if (typeof given !== 'string' || !isToken(given)) {
        response.status(401).type('html').send(loginPage('That is not the admin token.'));
        return;
      }
      const until = now() + SESSION_MS;
      response.cookie(COOKIE, `${until}.${sign(until)}`, {
        httpOnly: true,
        sameSite: 'strict',
        secure: options.secure,
        maxAge: SESSION_MS,
        path: '/',
      });
      response.redirect(303, '/console');
    },
  );
  router.post('/console/logout', (_request, response) => {
    response.clearCookie(COOKIE, { path: '/' });
    response.redirect(303, '/console/login');
  });
  return { router, required };
}

/** Compares digests, so neither content nor length can be told from the time it takes. */
function sameText(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Browsers say where a request comes from; a changing one must come from our own pages. */
function isOwnPage(request: Parameters<RequestHandler>[0]): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  const origin = request.headers.origin;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return (
    origin !== undefined && URL.canParse(origin) && new URL(origin).host === request.headers.host
  );
}

function cookieOf(header: string | undefined): string | undefined {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim().split('='))
    .find(([name]) => name === COOKIE)?.[1];
}

function loginPage(problem: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>leadline</title>
<meta name="viewport" content="width=device-width">
<h1>leadline</h1><p>${problem}</p>
<form method="post" action="/console/login">
<label>Admin token <input type="password" name="token" autocomplete="current-password" required></label>
<button>Log in</button></form></html>`;
}
