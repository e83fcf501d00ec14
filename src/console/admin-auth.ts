import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { createAdminSession } from './admin-session.ts';
import { createGuessLimit } from './guess-limit.ts';
import { loginPage } from './login-page.ts';
import { isOfOtherPages, isOfOurPages } from './request-origin.ts';
import { sameText } from './same-text.ts';

export type AdminAuth = {
  /** Login page and logout. */
  router: Router;
  /** Lets through who holds the admin token or a session; others get 401 or the login page. */
  required: RequestHandler;
};

/** The header in which our own pages send the session's CSRF token. */
const CSRF_HEADER = 'x-csrf-token';

const BEARER = /^Bearer +(\S+)$/i;

/**
 * The admin side's door. Programs send `Authorization: Bearer <token>`; people log in once and get
 * a signed session cookie (HttpOnly, SameSite=Strict). Requests that change something and come
 * with a cookie must also come from our own pages and carry the session's CSRF token, which
 * `GET /console/session` tells them. Without a token the door stays shut.
 */
export function createAdminAuth(options: {
  token: string | undefined;
  now: () => number;
  /** Behind https the cookie is for https only. */
  secure: boolean;
}): AdminAuth {
  const { token, now, secure } = options;
  const session = createAdminSession({ token, now, secure });
  const guesses = createGuessLimit();

  const isToken = (given: string) => token !== undefined && sameText(given, token);

  const required: RequestHandler = async (request, response, next) => {
    response.set('cache-control', 'no-store');
    if (token === undefined) return refuse(response, 503, UNSET);
    const held = session.read(request.headers.cookie);
    if (held) {
      if (isReading(request)) return next();
      if (!isOfOurPages(request)) return refuse(response, 403, OTHER_PAGE);
      const given = request.get(CSRF_HEADER);
      const isOurs = given !== undefined && sameText(given, held.csrfToken);
      return isOurs ? next() : refuse(response, 403, NO_CSRF);
    }
    const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) return askIn(request, response);
    if (await guesses.tooMany(request, response)) return;
    if (isToken(bearer)) return next();
    await guesses.wrong(request);
    return refuse(response, 401, NEEDED);
  };

  const router = express.Router();
  router.get('/console/login', (_request, response) => {
    response.set('cache-control', 'no-store').type('html').send(loginPage(''));
  });
  router.post(
    '/console/login',
    express.urlencoded({ extended: false, limit: '4kb' }),
    async (request, response) => {
      response.set('cache-control', 'no-store');
      if (isOfOtherPages(request)) return refuse(response, 403, OTHER_PAGE);
      if (await guesses.tooMany(request, response)) return;
      const given = (request.body as { token?: unknown } | undefined)?.token;
      if (typeof given !== 'string' || !isToken(given)) {
        await guesses.wrong(request);
        response.status(401).type('html').send(loginPage('That is not the admin token.'));
        return;
      }
      response.append('set-cookie', session.open());
      response.redirect(303, '/console');
    },
  );
  router.post('/console/logout', (request, response) => {
    if (isOfOtherPages(request)) return refuse(response, 403, OTHER_PAGE);
    response.append('set-cookie', session.close());
    response.redirect(303, '/console/login');
  });
  router.get('/console/session', required, (request, response) => {
    const held = session.read(request.headers.cookie);
    response.json(held ? { csrfToken: held.csrfToken, until: held.until } : {});
  });
  return { router, required };
}

const UNSET = 'LEADLINE_ADMIN_TOKEN is not set, so nobody can be let in. Set it and start again.';
const NEEDED = 'The admin token is needed: Authorization: Bearer <LEADLINE_ADMIN_TOKEN>.';
const OTHER_PAGE = 'This came from a page of another site. Do it from the console itself.';
const NO_CSRF = `The session's CSRF token is missing or wrong. Send csrfToken of GET /console/session as ${CSRF_HEADER}.`;

function refuse(response: Response, status: number, error: string): void {
  if (status === 401) response.set('www-authenticate', 'Bearer');
  response.status(status).json({ error });
}

/** A person's browser is shown where to log in. */
function askIn(request: Request, response: Response): void {
  if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html') {
    response.redirect(303, '/console/login');
    return;
  }
  refuse(response, 401, NEEDED);
}

function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}
