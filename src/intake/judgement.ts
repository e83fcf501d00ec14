import type { Lead, LeadNote } from '../lead/lead.ts';
import { makeLead } from '../lead/make-lead.ts';
import type { ReadSubmission } from '../lead/submission.ts';
import type { AcceptedStatus, VisitorError } from './answers.ts';
import type { Source } from './source-settings.ts';

/** Where a page's script puts what its own honeypot caught. */
const SCRIPT_HONEYPOT = 'anti_bot.honeypot';

/** What becomes of a submission that its vendor's adapter could read. */
export type Judgement =
  | { state: 'in_flight'; answered: AcceptedStatus; lead: Lead }
  | {
      state: 'quarantined';
      answered: AcceptedStatus;
      lead: Lead;
      reason: string;
      reasonCode: string;
    }
  | { state: 'mend'; errors: VisitorError[] };

/**
 * Makes the lead and decides: a filled honeypot goes to quarantine and is answered like any lead,
 * so that a robot learns nothing and a person behind an eager browser is not lost. What a visitor
 * can mend is told to a browser; a vendor cannot mend it, so there it waits for a person.
 */
export function judgeSubmission(input: {
  source: Source;
  browser: boolean;
  submission: ReadSubmission;
  leadId: string;
  receivedAt: string;
  flags: LeadNote[];
}): Judgement {
  const { source, browser, submission, leadId, receivedAt, flags } = input;
  const rules = { ...source, honeypots: [...source.honeypots, SCRIPT_HONEYPOT] };
  const made = makeLead({ leadId, receivedAt, rules, submission });
  const lead = { ...made.lead, notes: [...flags, ...made.lead.notes] };
  const honeypot = made.lead.notes.find(({ code }) => code === 'honeypot');
  if (honeypot) {
    return {
      state: 'quarantined',
      answered: 'accepted',
      lead,
      reason: `${honeypot.says} Release it if it is a person's after all.`,
      reasonCode: 'honeypot',
    };
  }
  if (made.problems.length === 0) return { state: 'in_flight', answered: 'accepted', lead };
  if (browser) {
    return {
      state: 'mend',
      errors: made.problems.map(({ field, message }) => ({ field, message })),
    };
  }
  return {
    state: 'quarantined',
    answered: 'quarantined',
    lead,
    reason: made.problems.map(({ field, message }) => `${field}: ${message}`).join(' '),
    reasonCode: made.problems[0]?.code ?? 'invalid',
  };
}
