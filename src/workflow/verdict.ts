import { SystemFailure, type SystemFailureDetails } from './system-failure.ts';

/**
 * What becomes of a step that failed. The one place that decides it:
 *
 * | failure                        | verdict                                                     |
 * |--------------------------------|-------------------------------------------------------------|
 * | throttled by the system        | wait: its stages rest exactly that long, no attempt spent   |
 * | throttled by our own budget    | wait: this step alone                                       |
 * | throttled for very long (daily)| pause and alarm until then                                  |
 * | unavailable                    | retry with back-off; attempts spent → dead letter           |
 * | unauthorised                   | pause and alarm until the credential is good again          |
 * | refused, invalid               | dead letter: only a person can mend it                      |
 * | anything else thrown           | a bug: few attempts, then dead letter                       |
 */
export type Verdict =
  /** `system`: all of its stages wait. Absent: only this step does. */
  | { act: 'wait'; system?: string; forMs: number }
  | { act: 'retry'; inMs: number }
  | { act: 'pause'; system: string; reason: string; forMs?: number; advice?: string }
  | { act: 'dead-letter' };

export type VerdictPolicy = {
  attemptsMax: number;
  /** A bug seldom mends itself. */
  bugAttemptsMax: number;
  retryDelayMs: number;
  retryDelayMsMax: number;
  /** A throttled system that names no time. HubSpot's window is 10 s, Slack's 1 s. */
  throttledDefaultMs: number;
  /** Longer than this is no throttle but an outage that somebody should know of. */
  throttledPauseMs: number;
};

/**
 * 33 to 44 minutes of waiting between attempts, as the jitter falls, before a lead becomes a dead
 * letter; with the attempts' own time-outs (10 s each) up to 46.
 */
export const VERDICT_POLICY: VerdictPolicy = {
  attemptsMax: 16,
  bugAttemptsMax: 3,
  retryDelayMs: 2_000,
  retryDelayMsMax: 300_000,
  throttledDefaultMs: 10_000,
  throttledPauseMs: 600_000,
};

/**
 * @param attempt the attempt that just failed, counted from 1
 * @param random 0 ≤ x < 1, for jitter: a quarter of the delay at most
 */
export function verdict(
  failure: unknown,
  attempt: number,
  random: number,
  policy: VerdictPolicy = VERDICT_POLICY,
): Verdict {
  if (!(failure instanceof SystemFailure)) {
    if (attempt >= policy.bugAttemptsMax) return { act: 'dead-letter' };
    return { act: 'retry', inMs: backOffMs(attempt, random, policy) };
  }

  const { details } = failure;
  switch (details.kind) {
    case 'throttled':
      return throttled(details, policy);
    case 'unauthorised':
      return pauseFor(details);
    case 'refused':
    case 'invalid':
      return { act: 'dead-letter' };
    case 'unavailable': {
      if (attempt >= policy.attemptsMax) return { act: 'dead-letter' };
      const inMs = Math.max(details.retryAfterMs ?? 0, backOffMs(attempt, random, policy));
      return { act: 'retry', inMs };
    }
  }
}

function throttled(details: SystemFailureDetails, policy: VerdictPolicy): Verdict {
  const forMs = details.retryAfterMs ?? policy.throttledDefaultMs;
  const { system } = details;
  // Our own share of a budget is used up (one Slack channel's, say): nobody else needs to wait.
  if (details.when === 'before') return { act: 'wait', forMs };
  if (forMs < policy.throttledPauseMs) return { act: 'wait', system, forMs };
  return { ...pauseFor(details), forMs };
}

function pauseFor({ system, words, advice }: SystemFailureDetails): Verdict & { act: 'pause' } {
  return { act: 'pause', system, reason: words, ...(advice !== undefined && { advice }) };
}

function backOffMs(attempt: number, random: number, policy: VerdictPolicy): number {
  const delay = Math.min(policy.retryDelayMs * 2 ** (attempt - 1), policy.retryDelayMsMax);
  return Math.round(delay * (0.75 + random / 4));
}
