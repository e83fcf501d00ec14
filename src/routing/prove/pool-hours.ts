import { memberOf, poolOf, type Team } from '../team.ts';
import { complement, openSpans, type Span, union, weeksAfter } from './week.ts';

/**
 * The hours of the week at which somebody can take leads: in at least one of the coming weeks, so
 * that neither a holiday nor a short leave counts as a hole in the plan.
 */
export type PoolHours = {
  ofPool: (pool: string) => readonly Span[];
  ofMember: (member: string) => readonly Span[];
};

/** Each pool and member is looked at once. */
export function poolHours(team: Team, nowMs: number): PoolHours {
  const weeks = weeksAfter(nowMs);
  const ofMember = once((key: string) => {
    const member = memberOf(team, key);
    if (member === undefined) return [];
    return union(weeks.flatMap((week) => openSpans(member, week)));
  });
  const ofPool = once((name: string) =>
    union((poolOf(team, name)?.members ?? []).flatMap(({ member }) => ofMember(member))),
  );
  return { ofPool, ofMember };
}

/** The hours at which none of these is open. */
export function gapsBetween(...open: (readonly Span[])[]): Span[] {
  return complement(open.flat());
}

function once<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
}
