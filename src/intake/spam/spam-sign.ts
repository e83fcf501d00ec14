import type { Lead } from '../../lead/lead.ts';
import type { ReadSubmission } from '../../lead/submission.ts';
import type { Source } from '../source-settings.ts';
import type { SpamCode } from './spam-codes.ts';
import type { TimeTrapReading } from './time-trap.ts';

export type SpamInput = {
  lead: Lead;
  submission: ReadSubmission;
  source: Pick<Source, 'spam' | 'vendor'>;
  formSignals: FormSignals;
  seen: SeenMessage;
};

/** What the form itself, and not the visitor, put into the submission. */
export type FormSignals = { timeTrap: TimeTrapReading };

/** How many different senders posted this very message lately, this one included; 0: not known. */
export type SeenMessage = { senders: number };

/**
 * One thing that robots do more often than people. It answers nothing, or how often it was met
 * (its points count as many times) and a sentence without anything of what was typed: sentences
 * stand in the ledger, in receipts and before the eyes of operations.
 */
export type SpamSign = {
  code: SpamCode;
  /** Unless the source says otherwise; 0 switches the sign off. */
  points: number;
  find: (input: SpamInput) => { times: number; says: string } | undefined;
};

export function once(says: string): { times: number; says: string } {
  return { times: 1, says };
}
