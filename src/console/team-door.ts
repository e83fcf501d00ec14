import type { RequestHandler } from 'express';
import { createGuessLimit } from './guess-limit.ts';
import { sameText } from './same-text.ts';

const SCHEME = /^(Basic|Bearer) +(\S+)$/i;

/**
 * The team's door, for pages that may only be read: a browser asks for a user, which may be
 * anything, and a password, which is the team's token or the admin's.
 */
export function createTeamDoor(tokens: (string | undefined)[]): RequestHandler {
  const guesses = createGuessLimit();
  const good = tokens.filter((token) => token !== undefined);

  return async (request, response, next) => {
    response.set('cache-control', 'no-store');
    if (good.length === 0) {
      response.status(503).type('text/plain').send(UNSET);
      return;
    }
    const given = passwordIn(request.headers.authorization);
    if (given !== undefined) {
      if (await guesses.tooMany(request, response)) return;
      if (good.some((token) => sameText(given, token))) return next();
      await guesses.wrong(request);
    }
    response.set('www-authenticate', 'Basic realm="leadline", charset="UTF-8"');
    response.status(401).type('text/plain').send(NEEDED);
  };
}

const UNSET = 'LEADLINE_TEAM_TOKEN is not set, so nobody can be let in. Set it and start again.';
const NEEDED = 'The team token is needed, as the password; the user may be anything.';

function passwordIn(header: string | undefined): string | undefined {
  const [, scheme, credentials = ''] = SCHEME.exec(header ?? '') ?? [];
  if (scheme === undefined) return undefined;
  if (scheme.toLowerCase() === 'bearer') return credentials;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
