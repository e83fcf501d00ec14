import { v5 as uuidv5 } from 'uuid';
import type { LeadNote } from '../lead/lead.ts';
import type { Source } from './source-settings.ts';

export type CaptchaSettings = NonNullable<Source['captcha']>;

/** Asks the provider about one token. Answers within two seconds, whatever the provider does. */
export type VerifyCaptcha = (question: {
  provider: CaptchaSettings['provider'];
  secret: string;
  token: string;
  /** The visitor's address. */
  ip?: string;
  /** UUID: the same question again gets the same answer, though a token is good for once only. */
  questionId: string;
}) => Promise<CaptchaAnswer>;

export type CaptchaAnswer =
  | { verdict: 'passed'; hostname?: string; action?: string }
  /** Definitely not; `codes` are the provider's. */
  | { verdict: 'failed'; codes: string[] }
  /** Away, slow, or not set up rightly: nothing is known about the visitor. */
  | { verdict: 'unknown'; says: string };

/** What follows for the submission; the note keeps it from being asked about again. */
export type CaptchaOutcome =
  | { outcome: 'passed'; note: LeadNote }
  | { outcome: 'failed'; says: string; message: string; note: LeadNote }
  | { outcome: 'unknown'; says: string; note: LeadNote };

/** Turnstile's documented maximum; hCaptcha's are longer, but not by this much. */
const TOKEN_CHARACTERS_MAX = { turnstile: 2_048, hcaptcha: 16_384 };

/** Any fixed UUID: names the family of the ids made here. */
const QUESTIONS = '6f2d1f3a-4f0e-5c55-9d0e-0b7a5d0c8f11';

/** The one that Turnstile gives for a token that is too old, or was used before. */
const SPENT = ['timeout-or-duplicate', 'expired-input-response', 'already-seen-response'];

/**
 * Has the source's captcha been passed? Tokens last for minutes and are good for once only, so it
 * is asked before the sender is answered, and never again.
 */
export async function checkCaptcha(input: {
  captcha: CaptchaSettings;
  token: string | undefined;
  ip: string | undefined;
  /** Names the submission: sent twice by a double click, it is the same question. */
  about: string;
  verify: VerifyCaptcha;
}): Promise<CaptchaOutcome> {
  const { captcha, token, ip, about, verify } = input;
  const { provider, secret } = captcha;
  if (token === undefined) return failed('There was no captcha token.', MESSAGES.missing);
  if (token.length > TOKEN_CHARACTERS_MAX[provider]) {
    return failed('The captcha token was longer than any real one.', MESSAGES.failed);
  }
  const questionId = uuidv5(JSON.stringify([token, about]), QUESTIONS);
  const answer = await verify({
    provider,
    secret,
    token,
    questionId,
    ...(ip !== undefined && { ip }),
  });
  if (answer.verdict === 'unknown') return unknown(`${provider} ${answer.says}`);
  if (answer.verdict === 'failed') {
    const spent = answer.codes.some((code) => SPENT.includes(code));
    const says = `${provider} said no: ${answer.codes.join(', ') || 'without a reason'}.`;
    return failed(says, spent ? MESSAGES.spent : MESSAGES.failed);
  }
  if (captcha.hostname !== undefined && answer.hostname !== captcha.hostname) {
    return failed('The captcha was solved on another site.', MESSAGES.failed);
  }
  if (captcha.action !== undefined && answer.action !== captcha.action) {
    return failed('The captcha was solved for another action.', MESSAGES.failed);
  }
  return { outcome: 'passed', note: note('captcha_passed', `The ${provider} check was passed.`) };
}

/** Words for the visitor. */
const MESSAGES = {
  missing: 'Please complete the check that you are a person.',
  failed: 'The check that you are a person did not succeed. Please try it again.',
  spent: 'The check that you are a person has run out. Please do it again.',
};

function failed(says: string, message: string): CaptchaOutcome {
  return { outcome: 'failed', says, message, note: note('captcha_failed', says) };
}

function unknown(says: string): CaptchaOutcome {
  return { outcome: 'unknown', says, note: note('captcha_unknown', says) };
}

function note(code: string, says: string): LeadNote {
  return { field: 'captcha', code, says };
}
