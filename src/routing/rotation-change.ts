import type { Basis, Decision } from './decision.ts';
import { withCredit, withTake } from './fair-share.ts';
import { type LocalDay, localDay } from './local-day.ts';
import { changeCounts, oneLess, oneMore, poolIn } from './rotation-counts.ts';
import type {
  Counts,
  PoolState,
  RotationState,
  StandingEntry,
  StandingReason,
  Take,
} from './rotation-state.ts';
import { memberOf, poolOf, type Team } from './team.ts';

/**
 * What a lead changes in the rotation when it is decided, decided again, credited or closed. All of
 * it is pure: whoever keeps the state writes a whole change, or none of it.
 */

/** What one lead has taken; kept with the lead, so that exactly that can be given back. */
export type Taken = {
  /** In whose counts it stands, with their day and week at that time. */
  member: string;
  on: LocalDay;
  /** The pool that gave it, in whose counts it stands too; absent for an owner's own lead. */
  pool?: { name: string; on: LocalDay };
  take?: Take;
  /** What came back of the take; once a lead. */
  credited?: { reason: CreditReason; part: number };
};

export type CreditReason = Extract<StandingReason, 'spam' | 'duplicate' | 'lost_follow_up'>;

export type RotationChange = {
  state: RotationState;
  entries: StandingEntry[];
  /** What the lead has from now on; absent when it has nothing. */
  taken?: Taken;
};

/** Who or what an entry is owed to. */
export type Noted = { at: number; leadId?: string; by?: string };

/** Whose lead it is, and by which pool. */
export type Holder = { member: string; pool?: string };

/** Sums of many shares are off by less than this. */
const ROUNDING = 1e-9;

/** Rungs that give a lead to somebody because it is their turn, and not because it is theirs. */
const TURN_RUNGS: readonly Decision['rung'][] = ['language-and-skill', 'fair-share', 'fallback'];

/**
 * The rotation after a lead was decided: the take, the counts of member and pool, and the company
 * of a sticky pool. A lead whose owner did not come by the pool still counts for that member.
 *
 * @param at milliseconds since 1970
 * @param options.before what the lead took when it was decided before. It stands when the same
 *   member has it in the same way; else it is given back in the same change.
 * @param options.isOpen whether the lead still counts as open for whoever had it before
 */
export function applyDecision(
  state: RotationState,
  decided: { decision: Decision; basis?: Pick<Basis, 'unclaimed'> },
  at: number,
  team: Team,
  options: { leadId?: string; before?: Taken; isOpen?: boolean } = {},
): RotationChange {
  const { decision } = decided;
  const { leadId, before, isOpen = true } = options;
  const noted: Noted = { at, ...(leadId !== undefined && { leadId }) };
  const taken = takenBy(decision, at, team);
  if (before !== undefined && stands(before, taken, decision)) {
    return { state, entries: [], taken: before };
  }
  const returned =
    before === undefined ? { state, entries: [] } : withoutTaken(state, before, noted, isOpen);
  if (taken === undefined) return returned;
  const given = withTaken(returned.state, taken, reasonOf(decided, team), noted);
  return { state: given.state, entries: [...returned.entries, ...given.entries], taken };
}

/**
 * As if the lead had never been given to whoever has it. What was lost because nobody followed up
 * has been had, though: of that only comes back what was credited.
 */
export function withoutTaken(
  state: RotationState,
  taken: Taken,
  noted: Noted,
  isOpen = true,
): RotationChange {
  const { on, pool, take, credited } = taken;
  const lost = credited?.reason === 'lost_follow_up';
  const from = { days: !lost, open: isOpen };
  const uncounted = changeCounts(state, holderOf(taken), {
    member: (counts) => oneLess(counts, on, from),
    pool: (counts) => oneLess(counts, pool?.on ?? on, from),
  });
  if (take === undefined || lost) return { state: uncounted, entries: [] };
  return credit(uncounted, take, 1 - (credited?.part ?? 0), 'given_back', noted);
}

/**
 * Gives a part of a lead back to the member who has it, at the cost of those among whom it was
 * divided. Undefined when there is nothing to give back, or that was done before.
 */
export function applyCredit(
  state: RotationState,
  taken: Taken | undefined,
  { reason, part, ...noted }: Noted & { reason: CreditReason; part: number },
): RotationChange | undefined {
  if (taken?.take === undefined || taken.credited !== undefined) return undefined;
  const { take } = taken;
  if (take.counts <= 0) return undefined;
  return {
    ...credit(state, take, part, reason, noted),
    taken: { ...taken, credited: { reason, part } },
  };
}

/** The lead counts as open no longer. */
export function applyClose(state: RotationState, holder: Holder): RotationState {
  return changeCounts(state, holder, { member: closed, pool: closed });
}

function closed(counts: Counts): Counts {
  return { ...counts, open: Math.max(0, counts.open - 1) };
}

export function holderOf({ member, pool }: Taken): Holder {
  return { member, ...(pool && { pool: pool.name }) };
}

function takenBy(decision: Decision, at: number, team: Team): Taken | undefined {
  const { outcome, owner, pool, take } = decision;
  if (outcome !== 'assigned' || owner?.member === undefined) return undefined;
  const { member } = owner;
  return {
    member,
    on: localDay(at, memberOf(team, member)?.timeZone),
    ...(pool !== undefined && {
      pool: { name: pool, on: localDay(at, poolOf(team, pool)?.timeZone) },
    }),
    ...(take && { take }),
  };
}

/** What was announced while the CRM was away is the very turn that was taken then. */
function stands(before: Taken, now: Taken | undefined, { rung }: Decision): boolean {
  if (now?.member !== before.member) return false;
  if (rung === 'announced') return true;
  const [one, other] = [before.take, now.take];
  return (
    one?.pool === other?.pool &&
    one?.counts === other?.counts &&
    before.pool?.name === now.pool?.name
  );
}

function reasonOf(
  { decision: { rung, take }, basis }: Parameters<typeof applyDecision>[1],
  team: Team,
): 'turn' | 'ownership' | 'claimed' {
  if (take === undefined || take.counts !== 1 || !TURN_RUNGS.includes(rung)) return 'ownership';
  if (basis?.unclaimed === true) return 'turn';
  return poolOf(team, take.pool)?.choice === 'first-to-claim' ? 'claimed' : 'turn';
}

function withTaken(
  state: RotationState,
  taken: Taken,
  reason: StandingReason,
  noted: Noted,
): RotationChange {
  const { member, on, pool, take } = taken;
  const counted = changeCounts(state, holderOf(taken), {
    member: (counts) => oneMore(counts, on),
    pool: (counts) => oneMore(counts, pool?.on ?? on),
  });
  if (take === undefined) return { state: counted, entries: [], taken };
  const { members, writtenOff } = withTake(poolIn(counted, take.pool).members, take);
  const entry = { ...noted, pool: take.pool, member, reason, amount: 0 - take.counts };
  const companies =
    take.company === undefined ? counted.companies : { ...counted.companies, [take.pool]: member };
  return {
    state: { ...withStandings(counted, take.pool, members), companies },
    entries: [
      entry,
      ...Object.entries(writtenOff).map(
        ([whose, amount]): StandingEntry => ({
          ...noted,
          pool: take.pool,
          member: whose,
          reason: 'written_off',
          amount,
        }),
      ),
    ],
    taken,
  };
}

/** An entry for everybody whose credit it changes. */
function credit(
  state: RotationState,
  take: Take,
  part: number,
  reason: StandingReason,
  noted: Noted,
): RotationChange {
  const { pool } = take;
  const before = poolIn(state, pool).members;
  const members = withCredit(before, take, part);
  const entries = [...new Set([take.member, ...Object.keys(take.shares)])].flatMap(
    (member): StandingEntry[] => {
      const amount = (members[member]?.credit ?? 0) - (before[member]?.credit ?? 0);
      return Math.abs(amount) < ROUNDING ? [] : [{ ...noted, pool, member, reason, amount }];
    },
  );
  return { state: withStandings(state, pool, members), entries };
}

function withStandings(
  state: RotationState,
  pool: string,
  members: PoolState['members'],
): RotationState {
  return { ...state, pools: { ...state.pools, [pool]: { ...poolIn(state, pool), members } } };
}
