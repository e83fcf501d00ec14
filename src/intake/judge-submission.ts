import type { Lead, LeadNote } from '../lead/lead.ts';
import type { ReadSubmission } from '../lead/submission.ts';
import { type CaptchaOutcome, checkCaptcha } from './captcha.ts';
import type { Delivery } from './delivery.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import type { FormTokens } from './form-signals.ts';
import { type Judgement, judgeCanary, judgeCaptcha, judgeLead, leadOf } from './judgement.ts';
import { type SpamScore, spamScore } from './spam/spam-score.ts';
import type { FormSignals, SeenMessage } from './spam/spam-sign.ts';
import { comparableText } from './spam/written-text.ts';

/** Shorter messages ("please call me") are the same from many people. */
const MESSAGE_CHARACTERS_MIN = 30;

/** Makes the lead, looks for signs of a robot, and decides what becomes of the submission. */
export async function judgeSubmission(input: {
  delivery: Delivery;
  submission: ReadSubmission;
  tokens: FormTokens;
  flags: LeadNote[];
}): Promise<Judgement> {
  const { delivery, submission, tokens, flags } = input;
  const { source, browser, leadId, receivedAt, request } = delivery;
  const made = leadOf({ source, submission, leadId, receivedAt, flags });
  if (request.synthetic) return judgeCanary(made);
  const spam = await scoreOf(delivery, made.lead, submission, tokens);
  const judged = judgeLead({ source, browser, made, spam });
  // A token is good for once: it is not spent on what is sent back or kept back anyway.
  if (judged.state !== 'in_flight') return judged;
  const captcha = await captchaOf(delivery, judged.lead, submission, tokens.captcha);
  return captcha ? judgeCaptcha(judged, browser, captcha) : judged;
}

async function scoreOf(
  { source, deps }: Delivery,
  lead: Lead,
  submission: ReadSubmission,
  tokens: FormTokens,
): Promise<SpamScore> {
  const timeTrap = deps.defence?.timeTrap.read(source.name, tokens.timeTrap) ?? 'missing';
  const formSignals: FormSignals = { timeTrap };
  const seen: SeenMessage = { senders: await sendersOf(lead, deps.defence?.countSenders) };
  const spam = spamScore({ lead, submission, source, formSignals, seen });
  for (const { code } of spam.signs) {
    deps.world.metrics.count('leadline_spam_signs_total', { source: source.name, sign: code });
  }
  return spam;
}

async function sendersOf(
  lead: Lead,
  count: ((message: string, sender: string) => Promise<number>) | undefined,
): Promise<number> {
  const message = comparableText(lead.message);
  const sender = lead.person.email?.normalised ?? lead.visitor.ip;
  if (!count || sender === undefined || message.length < MESSAGE_CHARACTERS_MIN) return 0;
  return count(message, sender);
}

async function captchaOf(
  { source, deps }: Delivery,
  lead: Lead,
  submission: ReadSubmission,
  token: string | undefined,
): Promise<CaptchaOutcome | undefined> {
  const { captcha } = source;
  if (!captcha) return undefined;
  const [named] = duplicateKeys(source, submission, lead.submission.id ?? submission.submissionId);
  const outcome = await checkCaptcha({
    captcha,
    token,
    ip: lead.visitor.ip,
    about: named?.key ?? '',
    verify:
      deps.defence?.verifyCaptcha ??
      (async () => ({ verdict: 'unknown', says: 'is not asked here.' })),
  });
  deps.world.metrics.count('leadline_captcha_total', {
    source: source.name,
    outcome: outcome.outcome,
  });
  if (outcome.outcome === 'unknown') {
    deps.world.log.warn('captcha could not be verified', {
      source: source.name,
      says: outcome.says,
    });
  }
  return outcome;
}
