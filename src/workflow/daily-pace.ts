import type { BudgetLimit, CallsOfDay } from './ports.ts';

/** `urgent` is what an alert waits for; tasks, looks at tasks and definitions are wanted `later`. */
export type Urgency = 'urgent' | 'later';

/** Which calls may go: all, those that an alert waits for, or none. */
type DailyStanding = 'all' | 'urgent' | 'none';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A clock that is put back keeps the day from turning for an hour more. */
const TURNS_AT_SOONEST_MS = 2 * HOUR_MS;

/** Of the day's calls, above the share for others, so many are kept for what alerts wait for. */
const KEPT_FOR_URGENT = 1 / 20;

/**
 * Of the pace, each has a part of its own, so that neither keeps the other waiting for ever: a lead
 * is looked up, written, and gets its task. A second is the longest that an alert waits for it.
 */
const PACE = {
  urgent: { part: 2 / 3, perHourMin: 3_600 },
  later: { part: 1 / 3, perHourMin: 0 },
} as const satisfies Record<Urgency, { part: number; perHourMin: number }>;

/**
 * How many calls may go, by what is left of the day beyond the share that is kept for the account's
 * other integrations. Undefined: none.
 *
 * | beyond the share is left   | urgent                                   | later               |
 * |----------------------------|------------------------------------------|---------------------|
 * | more than 1/20 of the day  | 2/3 of the pace, at least one a second   | 1/3 of the pace     |
 * | up to 1/20                 | one a second                             | none                |
 * | nothing                    | none                                     | none                |
 *
 * The pace is that at which what is left beyond the twentieth lasts until the day turns; where that
 * has not been seen yet, since no answer tells it, for 24 hours. An hour of it may go at once, so no
 * burst meets it, and a day that would not suffice does: where calls are scarce, leads share them.
 */
export function dailyPace(
  said: CallsOfDay,
  shareForOthers: number,
  urgency: Urgency,
  now: number,
): BudgetLimit | undefined {
  const standing = dailyStanding(said, shareForOthers);
  if (standing === 'none' || (standing === 'urgent' && urgency === 'later')) return undefined;
  const { part, perHourMin } = PACE[urgency];
  const free = beyondShare(said, shareForOthers) - said.max * KEPT_FOR_URGENT;
  const perHour = Math.max((free * part * HOUR_MS) / untilTurnMs(said, now), perHourMin);
  const capacity = Math.max(1, Math.floor(perHour));
  return { capacity, perMs: (HOUR_MS * capacity) / perHour };
}

export function dailyStanding(said: CallsOfDay, shareForOthers: number): DailyStanding {
  const left = beyondShare(said, shareForOthers);
  if (left < 1) return 'none';
  return left - said.max * KEPT_FOR_URGENT < 1 ? 'urgent' : 'all';
}

function beyondShare({ max, left }: CallsOfDay, shareForOthers: number): number {
  return left - max * shareForOthers;
}

function untilTurnMs({ turnedAt }: CallsOfDay, now: number): number {
  if (turnedAt === undefined || now < turnedAt) return DAY_MS;
  return Math.max(TURNS_AT_SOONEST_MS, DAY_MS - ((now - turnedAt) % DAY_MS));
}
