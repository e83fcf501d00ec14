import type { Budget, BudgetLimit, BudgetTake, DailyCalls } from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { createHubspotDay } from './hubspot-day.ts';
import { inTurn, type Turn } from './in-turn.ts';
import { countIn, positiveIn } from './rate-headers.ts';

/** HubSpot counts searches and associations apart from all other calls. */
export type HubspotBucket = 'calls' | 'associations' | 'search';

export type HubspotLimits = {
  /**
   * Waits until a call may be made. `urgent` is what an alert waits for. Throws `throttled` when
   * the wait is too long for holding a worker.
   */
  leave: (bucket: HubspotBucket, urgent: boolean) => Promise<void>;
  /** Reads what an answer says of the limits. */
  learn: (bucket: HubspotBucket, answer: HttpAnswer) => void;
};

/** Of the tier with the least (Free and Starter), until an answer says what this account has. */
const CALLS_MAX = 100;
const INTERVAL_MS = 10_000;

/** Searches are counted by the account, and their answers say nothing of it. */
const SEARCHES_PER_SECOND = 5;

/** Calls under way are in no answer yet, and times differ a little between here and HubSpot. */
const MARGIN = 0.03;

/**
 * leadline's share of what HubSpot allows, in one bucket for all workers.
 *
 * HubSpot looks back over a rolling interval. A quarter of the share may go at once, the rest comes
 * evenly; and however much the bucket holds, what HubSpot says is left (less the others' share)
 * counts. The day's calls are a budget of their own (hubspot-day.ts), asked in the same trip to Redis.
 *
 * @param shareForOthers of 0 to 0.9: the part that is left for the account's other integrations
 */
export function createHubspotLimits(options: {
  budget: Budget;
  daily: DailyCalls;
  shareForOthers: number;
  now: () => number;
}): HubspotLimits {
  const { budget, shareForOthers, now } = options;
  const windows = {
    calls: createWindow(shareForOthers, now),
    associations: createWindow(shareForOthers, now),
  };
  const searches = searchLimit(shareForOthers);
  const day = createHubspotDay(options);

  function turn(bucket: HubspotBucket, urgent: boolean): Turn {
    const how = { urgent, tooLong: shareUsedUp };
    if (bucket === 'search') return { bucket: 'hubspot:search', ...searches, ...how };
    const name = bucket === 'calls' ? 'hubspot' : 'hubspot:associations';
    return { bucket: name, ...windows[bucket].now(), ...how };
  }

  return {
    leave: (bucket, urgent) =>
      inTurn(budget, async () => [...(await day.turns(urgent)), turn(bucket, urgent)]),
    learn: (bucket, answer) => {
      if (bucket !== 'search') windows[bucket].learn(answer);
      // Associations have a day of their own, and answers to searches say nothing of any.
      if (bucket === 'calls') day.learn(answer);
    },
  };
}

type Window = {
  now: () => Omit<BudgetTake, 'bucket'>;
  learn: (answer: HttpAnswer) => void;
};

function createWindow(shareForOthers: number, now: () => number): Window {
  let max = CALLS_MAX;
  let intervalMs = INTERVAL_MS;
  let said: { remaining: number; at: number } | undefined;

  return {
    now: () => {
      const others = Math.ceil(max * Math.max(shareForOthers, MARGIN));
      const ours = Math.max(1, max - others);
      const capacity = Math.ceil(ours / 4);
      const limit = {
        capacity,
        perMs: (intervalMs * capacity) / ours,
        reserve: Math.floor(capacity / 10),
      };
      const agoMs = said ? now() - said.at : intervalMs;
      if (!said || agoMs >= intervalMs) return limit;
      const come = (Math.max(0, agoMs) * ours) / intervalMs;
      return { ...limit, tokensMax: said.remaining - others + come };
    },
    learn: (answer) => {
      max = positiveIn(answer, 'x-hubspot-ratelimit-max') ?? max;
      intervalMs = positiveIn(answer, 'x-hubspot-ratelimit-interval-milliseconds') ?? intervalMs;
      const remaining = countIn(answer, 'x-hubspot-ratelimit-remaining');
      if (remaining !== undefined) said = { remaining, at: now() };
    },
  };
}

/** One at a time, so many a second that with one more in the same second it is not too many. */
function searchLimit(shareForOthers: number): BudgetLimit {
  const perSecond = Math.max(0.5, SEARCHES_PER_SECOND * (1 - shareForOthers) - 1);
  return { capacity: 1, perMs: 1_000 / perSecond };
}

function shareUsedUp(retryAfterMs: number): SystemFailure {
  return new SystemFailure({
    system: 'hubspot',
    kind: 'throttled',
    when: 'before',
    retryAfterMs,
    words: "leadline's own share of HubSpot's ten-second limit is used up",
  });
}
