import type { Alarm, SourceVolume } from '../workflow/watch-ports.ts';

const HOUR_MS = 3_600_000;
const HOURS_A_WEEK = 168;

/** Newer weeks count more: 0.3, then 0.21 … */
const EWMA_WEIGHT = 0.3;
const WEEKS_NEEDED = 3;

/** So far back an expectation is made from; older hours may be forgotten. */
export const WEEKS_KEPT = 9;

/** Fewer submissions than this are missing by mere chance too often. */
const EXPECTED_MIN = 5;

/** Below this share of what is usual, an hour counts as quiet. */
const QUIET_SHARE = 0.1;

/**
 * How many submissions are usual in that hour: the same hour of the week in the weeks before,
 * exponentially weighted. Undefined with fewer than three weeks of them. In UTC, so a change of
 * daylight saving time is learned like any other.
 */
export function expectedIn(
  { firstHour, counts }: Pick<SourceVolume, 'firstHour' | 'counts'>,
  hour: number,
): number | undefined {
  const weeks = Math.min(WEEKS_KEPT, Math.floor((hour - firstHour) / HOURS_A_WEEK));
  if (weeks < WEEKS_NEEDED) return undefined;
  let expected: number | undefined;
  for (let back = weeks; back >= 1; back -= 1) {
    const seen = counts.get(hour - back * HOURS_A_WEEK) ?? 0;
    expected = expected === undefined ? seen : EWMA_WEIGHT * seen + (1 - EWMA_WEIGHT) * expected;
  }
  return expected;
}

/**
 * A source that has gone quiet against its own usual volume for those hours of the week.
 *
 * Looks back from the hour that is running over all hours that were quiet (a tenth of the usual, or
 * nothing where little is usual). They are judged together once at least five submissions are
 * missing, so that a small source is judged too, and a night changes nothing.
 */
export function quietSourceAlarm(volume: SourceVolume, now: number): Alarm | undefined {
  const { source, counts } = volume;
  const running = Math.floor(now / HOUR_MS);
  if (!isQuiet(volume, running)) return undefined;
  let expected = 0;
  let seen = counts.get(running) ?? 0;
  let hours = 0;
  for (let hour = running - 1; hour >= running - HOURS_A_WEEK; hour -= 1) {
    if (!isQuiet(volume, hour)) break;
    expected += expectedIn(volume, hour) ?? 0;
    seen += counts.get(hour) ?? 0;
    hours += 1;
  }
  if (expected < EXPECTED_MIN) return undefined;
  const usual = Math.round(expected);
  return {
    cause: `quiet:${source}`,
    says: `source ${source} has gone quiet: ${seen} submissions in ${hours} ${hours === 1 ? 'hour' : 'hours'} in which about ${usual} are usual`,
    doThis:
      'Send its form once by hand. Look whether the page still posts to leadline, whether the vendor has switched its webhook off, and at `leadline_submissions_total` for what was turned away.',
    count: usual,
  };
}

function isQuiet(volume: SourceVolume, hour: number): boolean {
  const expected = expectedIn(volume, hour);
  return expected !== undefined && (volume.counts.get(hour) ?? 0) <= expected * QUIET_SHARE;
}
