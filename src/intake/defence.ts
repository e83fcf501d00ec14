import type { VerifyCaptcha } from './captcha.ts';
import type { Source } from './source-settings.ts';
import type { TimeTrap } from './spam/time-trap.ts';

/** What keeps robots and floods from the leads. None of it may cost an answer more than moments. */
export type Defence = {
  timeTrap: TimeTrap;
  countSenders: CountSenders;
  verifyCaptcha: VerifyCaptcha;
  rateLimits: RateLimits;
};

/**
 * Counts the different senders of one message within a day, this one included. Answers 0 where that
 * cannot be told right now. Keeps neither message nor sender, only keyed hashes of them.
 */
export type CountSenders = (message: string, sender: string) => Promise<number>;

/** Takes one submission's place in both limits, or says how long to wait for one. */
export type RateLimits = (asked: {
  source: Source;
  /** The visitor's; absent: only the source's own limit holds. */
  address: string | undefined;
}) => Promise<{ ok: true } | { ok: false; of: 'address' | 'source'; retryAfterMs: number }>;
