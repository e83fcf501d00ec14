import type { AcceptedStatus, IntakeAnswer } from './answers.ts';
import type { IntakeDeps } from './intake-deps.ts';
import type { IntakeRequest } from './intake-request.ts';
import type { Source } from './source-settings.ts';

/** One submission on its way in. */
export type Delivery = {
  source: Source;
  /** Did the visitor's browser post it? */
  browser: boolean;
  request: IntakeRequest;
  deps: IntakeDeps;
  /** What the lead will be called if this is none that we have already. */
  leadId: string;
  /** ISO 8601, UTC. */
  receivedAt: string;
  /** Does a visitor wait for a page, and not a script for data? */
  page: { wanted: boolean };
};

/** What was done with it, in one word for the counters, and what the sender is told. */
export type Outcome = {
  status: AcceptedStatus | 'ignored' | 'invalid' | 'unauthorised' | 'unreadable' | 'unavailable';
  /** Finer than the status, for the log. */
  code?: string;
  /** The lead that it became, or was. */
  leadId?: string;
  answer: IntakeAnswer;
};
