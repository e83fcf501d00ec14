import { z } from 'zod';
import { SystemFailure } from '../../workflow/system-failure.ts';
import type { HttpClient } from '../http/http-client.ts';

export type CaptchaProvider = 'turnstile' | 'hcaptcha';

export type CaptchaQuestion = {
  provider: CaptchaProvider;
  secret: string;
  token: string;
  /** The visitor's address. */
  ip?: string;
  /** UUID: the same question again gets the same answer. */
  questionId: string;
};

export type CaptchaVerdict =
  | { verdict: 'passed'; hostname?: string; action?: string }
  | { verdict: 'failed'; codes: string[] }
  | { verdict: 'unknown'; says: string };

/** Both take a form and answer JSON of one shape, for Turnstile was made to replace the other. */
const PATHS = { turnstile: '/turnstile/v0/siteverify', hcaptcha: '/siteverify' };

const answerSchema = z.object({
  success: z.boolean(),
  'error-codes': z.array(z.string()).default([]),
  hostname: z.string().optional(),
  action: z.string().optional(),
});

/**
 * The codes that speak of the visitor's token. Any other speaks of our secret, our request or the
 * provider's own trouble, and then nothing is known about the visitor.
 */
const ABOUT_THE_TOKEN = new Set([
  'missing-input-response',
  'invalid-input-response',
  'timeout-or-duplicate',
  'expired-input-response',
  'already-seen-response',
  'invalid-or-already-seen-response',
]);

/** As long as a Turnstile token lives; a double click comes within a second. */
const REMEMBERED_MS = 300_000;
const REMEMBERED_MAX = 1_000;

/**
 * Asks Turnstile or hCaptcha about a token. Never throws: whatever keeps it from knowing is a
 * verdict too. A token is good for one question only, so the answer to each question is kept for a
 * while; Turnstile keeps it on its side as well, by `idempotency_key`.
 *
 * `http` sets the time limit.
 */
export function createCaptchaVerifier(options: {
  http: HttpClient;
  /** Without a slash at their end. */
  baseUrls: Record<CaptchaProvider, string>;
  /** Milliseconds since 1970. */
  now: () => number;
}): (question: CaptchaQuestion) => Promise<CaptchaVerdict> {
  const { http, baseUrls, now } = options;
  const remembered = new Map<string, { at: number; verdict: Promise<CaptchaVerdict> }>();

  function forgetOld(): void {
    for (const [id, { at }] of remembered) {
      if (remembered.size <= REMEMBERED_MAX && now() - at < REMEMBERED_MS) return;
      remembered.delete(id);
    }
  }

  async function ask(question: CaptchaQuestion): Promise<CaptchaVerdict> {
    const { provider, secret, token, ip, questionId } = question;
    const form = new URLSearchParams({ secret, response: token });
    if (ip !== undefined) form.set('remoteip', ip);
    if (provider === 'turnstile') form.set('idempotency_key', questionId);
    try {
      const { status, text } = await http.send({
        method: 'POST',
        url: `${baseUrls[provider]}${PATHS[provider]}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      });
      return status >= 500 ? unknown(`answered ${status}.`) : verdictOf(status, text);
    } catch (failure) {
      if (!(failure instanceof SystemFailure)) throw failure;
      return unknown(`could not be asked: ${failure.details.words}.`);
    }
  }

  return (question) => {
    forgetOld();
    const { questionId } = question;
    const known = remembered.get(questionId);
    if (known) return known.verdict;
    const verdict = ask(question);
    remembered.set(questionId, { at: now(), verdict });
    // What is not known may be known the next time.
    const forget = () => void remembered.delete(questionId);
    verdict.then((answer) => answer.verdict === 'unknown' && forget(), forget);
    return verdict;
  };
}

function verdictOf(status: number, text: string): CaptchaVerdict {
  const answer = answerSchema.safeParse(jsonOf(text)).data;
  if (!answer) return unknown(`answered ${status}, and nothing that could be understood.`);
  const { success, hostname, action, 'error-codes': codes } = answer;
  if (success) {
    return {
      verdict: 'passed',
      ...(hostname !== undefined && { hostname }),
      ...(action !== undefined && { action }),
    };
  }
  const ours = codes.filter((code) => !ABOUT_THE_TOKEN.has(code));
  if (ours.length === 0) return { verdict: 'failed', codes };
  return unknown(`did not take our question: ${ours.join(', ').slice(0, 200)}.`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function unknown(says: string): CaptchaVerdict {
  return { verdict: 'unknown', says };
}
