import {
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
  type StandInService,
  startStandIn,
} from '../stand-in.ts';

/** What the providers publish for testing: no token of a real page is ever good with these. */
export const TURNSTILE_TEST = {
  passes: '1x0000000000000000000000000000000AA',
  fails: '2x0000000000000000000000000000000AA',
  spent: '3x0000000000000000000000000000000AA',
  token: 'XXXX.DUMMY.TOKEN.XXXX',
};
export const HCAPTCHA_TEST = {
  passes: '0x0000000000000000000000000000000000000000',
  token: '10000000-aaaa-bbbb-cccc-000000000001',
};

export type CaptchaState = {
  /** Tokens that a visitor's widget was given. */
  issued: IssuedToken[];
};

export type IssuedToken = {
  token: string;
  at: number;
  hostname: string;
  action?: string;
  /** The question that it was used for. */
  usedBy?: string;
};

export type CaptchaStandIn = StandIn<CaptchaState> & {
  /** Gives a token as the widget on a page would. Only the secret of the stand-in can verify it. */
  solve: (page: { hostname: string; action?: string }) => string;
};

const TOKEN_MS = 300_000;

/**
 * Turnstile and hCaptcha in one server: `POST /turnstile/v0/siteverify` and `POST /siteverify`. A
 * token is good for five minutes and for one question; Turnstile knows a repeated question by its
 * `idempotency_key`. The published test secrets answer as published.
 */
function createCaptchaService(options: {
  now: () => number;
  /** Of a real account. */
  secret: string;
}): { service: StandInService<CaptchaState>; solve: CaptchaStandIn['solve'] } {
  const { now, secret } = options;
  let issued: IssuedToken[] = [];

  function solve(page: { hostname: string; action?: string }): string {
    const token = `solved.${issued.length + 1}`;
    issued.push({ token, at: now(), ...page });
    return token;
  }

  function answer(request: StandInRequest): StandInAnswer {
    const turnstile = request.path === '/turnstile/v0/siteverify';
    if (request.method !== 'POST' || !(turnstile || request.path === '/siteverify')) {
      return json(404, { error: 'siteverify is posted' });
    }
    const asked = new URLSearchParams(request.body);
    return json(200, verify(asked, turnstile));
  }

  function verify(asked: URLSearchParams, turnstile: boolean): object {
    const given = asked.get('secret') ?? '';
    const token = asked.get('response') ?? '';
    if (given === '') return no('missing-input-secret');
    const test = testAnswer(given, token);
    if (test) return test;
    if (given !== secret) return no('invalid-input-secret');
    if (token === '') return no('missing-input-response');
    const found = issued.find((each) => each.token === token);
    if (!found) return no('invalid-input-response');
    const question = (turnstile && asked.get('idempotency_key')) || undefined;
    const again = found.usedBy !== undefined && found.usedBy !== question;
    if (now() - found.at > TOKEN_MS) {
      return no(turnstile ? 'timeout-or-duplicate' : 'expired-input-response');
    }
    if (again) return no(turnstile ? 'timeout-or-duplicate' : 'already-seen-response');
    found.usedBy = question ?? 'somebody';
    return yes(found.hostname, now(), turnstile ? found.action : undefined);
  }

  function testAnswer(given: string, token: string): object | undefined {
    if (given === TURNSTILE_TEST.passes) return yes('example.com', now());
    if (given === TURNSTILE_TEST.fails) return no('invalid-input-response');
    if (given === TURNSTILE_TEST.spent) return no('timeout-or-duplicate');
    if (given !== HCAPTCHA_TEST.passes) return undefined;
    return token === HCAPTCHA_TEST.token
      ? yes('dummy-key-pass', now())
      : no('invalid-input-response');
  }

  const reset = () => void (issued = []);
  return { service: { answer, state: () => ({ issued }), reset }, solve };
}

/** The stand-in on a real socket. */
export async function startCaptchaStandIn(options: {
  now: () => number;
  secret: string;
  port?: number;
}): Promise<CaptchaStandIn> {
  const { port, ...rest } = options;
  const { service, solve } = createCaptchaService(rest);
  const standIn = await startStandIn({
    name: 'captcha',
    service,
    now: options.now,
    port,
  });
  return { ...standIn, solve };
}

function yes(hostname: string, at: number, action?: string): object {
  return {
    success: true,
    'error-codes': [],
    challenge_ts: new Date(at).toISOString(),
    hostname,
    ...(action !== undefined && { action }),
  };
}

function no(code: string): object {
  return { success: false, 'error-codes': [code] };
}

function json(status: number, value: object): StandInAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}
