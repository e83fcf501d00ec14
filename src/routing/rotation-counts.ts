import type { LocalDay } from './local-day.ts';
import type { Counts, PoolState, RotationState } from './rotation-state.ts';

/** The leads of a member or a pool that their caps look at. */

const NO_COUNTS: Counts = { day: { of: '', count: 0 }, week: { of: '', count: 0 }, open: 0 };

/** A pool as it is kept, or as it begins. */
export function poolIn(state: RotationState, pool: string): PoolState {
  return state.pools[pool] ?? { members: {}, counts: NO_COUNTS };
}

/** Changes the counts of one member and, where the lead came by a pool, of the pool. */
export function changeCounts(
  state: RotationState,
  of: { member: string; pool?: string },
  change: { member: (counts: Counts) => Counts; pool: (counts: Counts) => Counts },
): RotationState {
  const counts = change.member(state.members[of.member]?.counts ?? NO_COUNTS);
  const members = { ...state.members, [of.member]: { counts } };
  if (of.pool === undefined) return { ...state, members };
  const pool = poolIn(state, of.pool);
  const changed = { ...pool, counts: change.pool(pool.counts) };
  return { ...state, members, pools: { ...state.pools, [of.pool]: changed } };
}

/** One lead more, which is open. */
export function oneMore({ day, week, open }: Counts, on: LocalDay): Counts {
  return { day: counted(day, on.day), week: counted(week, on.week), open: open + 1 };
}

/** One lead less; only for the day and week in which it was counted. */
export function oneLess(
  { day, week, open }: Counts,
  on: LocalDay,
  from: { days: boolean; open: boolean },
): Counts {
  return {
    day: from.days ? uncounted(day, on.day) : day,
    week: from.days ? uncounted(week, on.week) : week,
    open: from.open ? Math.max(0, open - 1) : open,
  };
}

/** How many there are of this day and week. */
export function countsOn(
  counts: Counts | undefined,
  on: LocalDay,
): { day: number; week: number; open: number } {
  const { day, week, open } = counts ?? NO_COUNTS;
  return {
    day: day.of === on.day ? day.count : 0,
    week: week.of === on.week ? week.count : 0,
    open,
  };
}

type Count = Counts['day'];

/** Days only go on: whoever decides with a clock that is behind does not begin the old one anew. */
function counted(before: Count, of: string): Count {
  if (before.of > of) return before;
  return { of, count: before.of === of ? before.count + 1 : 1 };
}

function uncounted(before: Count, of: string): Count {
  return before.of === of ? { of, count: Math.max(0, before.count - 1) } : before;
}
