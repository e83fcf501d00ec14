import type { Lead, LeadNote } from '../lead/lead.ts';
import { makeLead } from '../lead/make-lead.ts';
import type { ReadSubmission } from '../lead/submission.ts';
import type { AcceptedStatus, VisitorError } from './answers.ts';
import type { CaptchaOutcome } from './captcha.ts';
import type { Source } from './source-settings.ts';
import { type SpamScore, signsInWords } from './spam/spam-score.ts';

/** Where a page's script puts what its own honeypot caught. */
const SCRIPT_HONEYPOT = 'anti_bot.honeypot';

/** What becomes of a submission that its vendor's adapter could read. */
export type Judgement =
  | { state: 'in_flight'; answered: AcceptedStatus; lead: Lead }
  | Quarantined
  | { state: 'mend'; errors: VisitorError[] };

type Quarantined = {
  state: 'quarantined';
  answered: AcceptedStatus;
  lead: Lead;
  reason: string;
  reasonCode: string;
};

export type MadeLead = ReturnType<typeof makeLead>;

/** The lead as the source's rules read it, with what decoding repaired among its notes. */
export function leadOf(input: {
  source: Source;
  submission: ReadSubmission;
  leadId: string;
  receivedAt: string;
  flags: LeadNote[];
}): MadeLead {
  const { source, submission, leadId, receivedAt, flags } = input;
  const made = makeLead({ leadId, receivedAt, rules: rulesOf(source), submission });
  if (flags.length === 0) return made;
  const { lead, problems } = made;
  return { lead: { ...lead, notes: [...flags, ...lead.notes] }, problems };
}

const rulesBySource = new WeakMap<Source, Source>();

/** The same for all submissions of a source. */
function rulesOf(source: Source): Source {
  const rules = rulesBySource.get(source) ?? {
    ...source,
    honeypots: [...source.honeypots, SCRIPT_HONEYPOT],
  };
  rulesBySource.set(source, rules);
  return rules;
}

/**
 * Decides. What looks like spam goes to quarantine and is answered like any lead, so that a robot
 * learns nothing and a person who looks like one is not lost. What a visitor can mend is told to a
 * browser, also of a suspicious visitor, unless a hidden field gave the robot away; a vendor cannot
 * mend it, so there it waits for a person.
 */
export function judgeLead(input: {
  source: Source;
  browser: boolean;
  made: MadeLead;
  spam: SpamScore;
}): Judgement {
  const { source, browser, made, spam } = input;
  const { quarantineFrom } = source.spam;
  const lead = withNote(made.lead, spamNote(spam, quarantineFrom));
  const isSpam = spam.score >= quarantineFrom;
  const honeypot = spam.signs.some(({ code }) => code === 'honeypot');
  if (!(isSpam && honeypot) && made.problems.length > 0) {
    return browser ? toMend(made) : quarantineUnmended(lead, made);
  }
  if (!isSpam) return { state: 'in_flight', answered: 'accepted', lead };
  return {
    state: 'quarantined',
    answered: 'accepted',
    lead,
    reason: `It looks like spam, by ${spam.score} points: ${signsInWords(spam.signs)} Release it if it is a person's after all.`,
    reasonCode: honeypot ? 'honeypot' : 'spam',
  };
}

/** Nobody looks for spam in it; and what it lacks is told to its sender, never kept for a person. */
export function judgeCanary(made: MadeLead): Judgement {
  if (made.problems.length > 0) return toMend(made);
  return { state: 'in_flight', answered: 'accepted', lead: { ...made.lead, synthetic: true } };
}

/**
 * The last word on a lead that would be in flight. A visitor who failed is told to try again; who
 * fails nobody knows while the provider is away, and a vendor's server can try nothing again.
 */
export function judgeCaptcha(
  judged: { lead: Lead },
  browser: boolean,
  captcha: CaptchaOutcome,
): Judgement {
  const lead = withNote(judged.lead, captcha.note);
  switch (captcha.outcome) {
    case 'passed':
      return { state: 'in_flight', answered: 'accepted', lead };
    case 'failed':
      if (browser) {
        return { state: 'mend', errors: [{ field: 'captcha', message: captcha.message }] };
      }
      return {
        state: 'quarantined',
        answered: 'quarantined',
        lead,
        reason: `${captcha.says} Release it if it is a person's after all.`,
        reasonCode: 'captcha_failed',
      };
    case 'unknown':
      return {
        state: 'quarantined',
        answered: 'quarantined',
        lead,
        reason: `It could not be checked whether a person sent it: ${captcha.says} Release it if it is a person's.`,
        reasonCode: 'captcha_unknown',
      };
  }
}

function toMend({ problems }: MadeLead): Judgement {
  return { state: 'mend', errors: problems.map(({ field, message }) => ({ field, message })) };
}

function quarantineUnmended(lead: Lead, { problems }: MadeLead): Judgement {
  return {
    state: 'quarantined',
    answered: 'quarantined',
    lead,
    reason: problems.map(({ field, message }) => `${field}: ${message}`).join(' '),
    reasonCode: problems[0]?.code ?? 'invalid',
  };
}

function spamNote({ score, signs }: SpamScore, quarantineFrom: number): LeadNote | undefined {
  if (signs.length === 0) return undefined;
  const says = `Spam score ${score}, quarantined from ${quarantineFrom}: ${signsInWords(signs)}`;
  return { field: 'submission', code: 'spam', says };
}

function withNote(lead: Lead, note: LeadNote | undefined): Lead {
  return note ? { ...lead, notes: [...lead.notes, note] } : lead;
}
