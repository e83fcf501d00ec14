import { DateTime } from 'luxon';
import type { HubspotLimits } from './portal.ts';

/** Professional accounts, as HubSpot's usage guidelines give them (September 2026). */
const DEFAULT_LIMITS: HubspotLimits = {
  perTenSeconds: 190,
  associationsPerTenSeconds: 150,
  perDay: 625_000,
  searchPerSecond: 5,
  recordWritesPerSecond: 25,
};

const BURST_MS = 10_000;
const SEARCH_MS = 1_000;

type Budget = 'burst' | 'search' | 'associations';

type LimitVerdict =
  | { allowed: true; headers: Record<string, string> }
  | { allowed: false; body: Record<string, unknown>; headers: Record<string, string> };

export type CallLimits = {
  /** Charges one call. A refused call costs nothing. */
  take: (token: string, budget: Budget) => LimitVerdict;
  /** The account's other integrations use up the day, but for so many calls. */
  leaveToday: (calls: number) => void;
};

/**
 * The burst is counted for each token (HubSpot: for each app) over rolling ten seconds; the day and
 * the searches are counted for the whole account. Searches and associations are exempt from the
 * burst and have budgets of their own.
 */
export function createCallLimits(options: {
  now: () => number;
  timeZone: string;
  newUuid: () => string;
  limits?: Partial<HubspotLimits>;
}): CallLimits {
  const refusal = refusals(options.newUuid);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const windows = new Map<string, number[]>();
  const today = { date: '', calls: 0 };

  function windowOf(name: string, ms: number): number[] {
    const calls = (windows.get(name) ?? []).filter((at) => at > options.now() - ms);
    windows.set(name, calls);
    return calls;
  }

  function turnDay(): void {
    const { now, timeZone } = options;
    const date = DateTime.fromMillis(now(), { zone: timeZone }).toISODate() ?? '';
    if (today.date !== date) Object.assign(today, { date, calls: 0 });
  }

  function headers(used: number, max: number): Record<string, string> {
    const secondly = Math.floor(max / 10);
    return {
      'x-hubspot-ratelimit-daily': String(limits.perDay),
      'x-hubspot-ratelimit-daily-remaining': String(limits.perDay - today.calls),
      'x-hubspot-ratelimit-interval-milliseconds': String(BURST_MS),
      'x-hubspot-ratelimit-max': String(max),
      'x-hubspot-ratelimit-remaining': String(Math.max(0, max - used)),
      'x-hubspot-ratelimit-secondly': String(secondly),
      'x-hubspot-ratelimit-secondly-remaining': String(Math.max(0, secondly - 1)),
    };
  }

  function take(token: string, budget: Budget): LimitVerdict {
    turnDay();
    const search = budget === 'search';
    const max = {
      burst: limits.perTenSeconds,
      associations: limits.associationsPerTenSeconds,
      search: limits.searchPerSecond,
    }[budget];
    const window = search
      ? windowOf('search', SEARCH_MS)
      : windowOf(`${budget}/${token}`, BURST_MS);
    const shown = () => (search ? {} : headers(window.length, max));
    if (today.calls >= limits.perDay) {
      const body = refusal('DAILY', 'You have reached your daily limit.');
      return { allowed: false, body, headers: shown() };
    }
    if (window.length >= max) {
      const body = search
        ? refusal('SECONDLY', 'You have reached your secondly limit.')
        : refusal('TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.');
      return { allowed: false, body, headers: shown() };
    }
    window.push(options.now());
    today.calls += 1;
    return { allowed: true, headers: shown() };
  }

  return {
    take,
    leaveToday: (calls) => {
      turnDay();
      today.calls = limits.perDay - calls;
    },
  };
}

function refusals(newUuid: () => string) {
  return (policyName: string, message: string): Record<string, unknown> => ({
    status: 'error',
    message,
    errorType: 'RATE_LIMIT',
    correlationId: newUuid(),
    policyName,
    requestId: newUuid(),
  });
}
