import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../../../src/routing/decision.ts';
import { NEW_STANDING, owed, sharesOf } from '../../../src/routing/fair-share.ts';
import {
  applyClose,
  applyCredit,
  applyDecision,
  holderOf,
  type RotationChange,
} from '../../../src/routing/rotation-change.ts';
import {
  EMPTY_ROTATION,
  type RotationState,
  type StandingEntry,
  type Take,
} from '../../../src/routing/rotation-state.ts';
import { type Team, teamSchema } from '../../../src/routing/team.ts';

/** Monday, late in the evening in Berlin, and still the afternoon in New York. */
const MONDAY_EVENING = Date.parse('2026-11-23T22:30:00Z');
const HOUR_MS = 3_600_000;

const team: Team = teamSchema.parse({
  members: {
    ada: { name: 'Ada', email: 'ada@seller.example', timeZone: 'Europe/Berlin' },
    bob: { name: 'Bob', email: 'bob@seller.example', timeZone: 'America/New_York' },
  },
  pools: {
    dach: { members: ['ada', 'bob'], timeZone: 'Europe/Berlin' },
    quick: { members: ['ada', 'bob'], choice: 'first-to-claim' },
  },
});

const BOTH = sharesOf([
  { member: 'ada', weight: 1 },
  { member: 'bob', weight: 1 },
]);

function decided(parts: Partial<Decision>): { decision: Decision } {
  const decision: Decision = {
    ...{ market: 'dach', marketTitle: 'DACH', fallback: false, outcome: 'assigned' },
    ...{ rung: 'fair-share', because: '', configuration: 'c1', decidedAt: MONDAY_EVENING },
    ...parts,
  };
  return { decision };
}

function turnOf(member: string, parts: Partial<Take> = {}): { decision: Decision } {
  const pool = parts.pool ?? 'dach';
  const take: Take = { member, counts: 1, shares: BOTH, ...parts, pool };
  return decided({ pool, take, owner: { member, name: member, email: '' } });
}

function ownLeadOf(member: string, parts: Partial<Decision> = {}): { decision: Decision } {
  return decided({ rung: 'known-owner', owner: { member, name: member, email: '' }, ...parts });
}

function apply(
  state: RotationState,
  decision: { decision: Decision },
  before?: RotationChange,
  at = MONDAY_EVENING,
): RotationChange {
  const taken = before?.taken;
  return applyDecision(state, decision, at, team, {
    leadId: 'l1',
    ...(taken && { before: taken }),
  });
}

function owedIn({ state }: { state: RotationState }, pool = 'dach'): Record<string, number> {
  const members = Object.entries(state.pools[pool]?.members ?? {});
  return Object.fromEntries(members.map(([member, standing]) => [member, owed(standing)]));
}

describe('a turn', () => {
  const change = apply(EMPTY_ROTATION, turnOf('ada'));

  it('is had by one and shared by all who could have had it', () => {
    expect(change.state.pools['dach']?.members).toEqual({
      ada: { share: 0.5, taken: 1, credit: 0 },
      bob: { share: 0.5, taken: 0, credit: 0 },
    });
  });

  it('counts for the member and the pool, each on their own day', () => {
    const nextMorning = apply(change.state, turnOf('bob'), undefined, MONDAY_EVENING + 2 * HOUR_MS);
    const { pools, members } = nextMorning.state;
    expect(members['ada']?.counts.day).toEqual({ of: '2026-11-23', count: 1 });
    expect(members['bob']?.counts.day).toEqual({ of: '2026-11-23', count: 1 });
    expect(pools['dach']?.counts.day).toEqual({ of: '2026-11-24', count: 1 });
    expect(pools['dach']?.counts.week).toEqual({ of: '2026-W48', count: 2 });
    expect(pools['dach']?.counts.open).toBe(2);
  });

  it('stays counted when another worker’s clock is still on the day before', () => {
    const later = apply(EMPTY_ROTATION, turnOf('ada'), undefined, MONDAY_EVENING + 2 * HOUR_MS);
    const late = apply(later.state, turnOf('ada'));
    expect(late.state.members['ada']?.counts.day).toEqual({ of: '2026-11-24', count: 1 });
    expect(late.state.members['ada']?.counts.open).toBe(2);
  });

  it('stands in the ledger with what it took', () => {
    const line = { at: MONDAY_EVENING, leadId: 'l1', pool: 'dach', member: 'ada' };
    expect(change.entries).toEqual([{ ...line, reason: 'turn', amount: -1 }]);
  });

  it('is called claimed where whoever claims a lead has it', () => {
    const { entries } = apply(EMPTY_ROTATION, turnOf('bob', { pool: 'quick' }));
    expect(entries.map(({ reason }) => reason)).toEqual(['claimed']);
  });

  it('makes its company the member’s in a sticky pool', () => {
    const { state } = apply(EMPTY_ROTATION, turnOf('bob', { company: 'acme.example' }));
    expect(state.companies).toEqual({ dach: 'bob' });
    expect(change.state.companies).toEqual({});
  });

  it('leaves the state that it was decided on as it was', () => {
    const before = structuredClone(change.state);
    apply(change.state, turnOf('bob'));
    expect(change.state).toEqual(before);
  });
});

describe('a lead that is somebody’s own', () => {
  it('counts for the caps of its owner, and for no pool', () => {
    const { state, entries, taken } = apply(EMPTY_ROTATION, ownLeadOf('ada'));
    expect(state.members['ada']?.counts).toMatchObject({ day: { count: 1 }, open: 1 });
    expect(state.pools).toEqual({});
    expect(entries).toEqual([]);
    expect(taken && holderOf(taken)).toEqual({ member: 'ada' });
  });

  it('is as much of a turn as routing.yaml says', () => {
    const shares = { ada: 0.25, bob: 0.25 };
    const take: Take = { pool: 'dach', member: 'ada', counts: 0.5, shares };
    const change = apply(EMPTY_ROTATION, ownLeadOf('ada', { take }));
    expect(owedIn(change)).toEqual({ ada: -0.25, bob: 0.25 });
    expect(change.entries).toMatchObject([{ reason: 'ownership', amount: -0.5 }]);
    expect(change.state.pools['dach']?.counts.open).toBe(0);
  });

  it('counts for nobody when its owner is not in the team', () => {
    const owner = { name: 'Zoe', email: 'zoe@elsewhere.example', ownerId: '9' };
    const change = apply(EMPTY_ROTATION, decided({ rung: 'known-owner', owner }));
    expect(change).toEqual({ state: EMPTY_ROTATION, entries: [] });
  });
});

describe('a lead that is decided again', () => {
  const first = apply(EMPTY_ROTATION, turnOf('ada'));

  it('takes nothing more when it stays with the same member', () => {
    const again = apply(first.state, turnOf('ada'), first);
    expect(again).toEqual({ state: first.state, entries: [], taken: first.taken });
  });

  it('keeps the turn that was announced while the CRM was away', () => {
    const again = apply(first.state, ownLeadOf('ada', { rung: 'announced' }), first);
    expect(again.taken).toEqual(first.taken);
    expect(again.state).toBe(first.state);
  });

  it('gives back what it took when somebody else gets it', () => {
    const again = apply(first.state, turnOf('bob'), first);
    expect(owedIn(again)).toEqual({ ada: 0.5, bob: -0.5 });
    expect(again.state.members['ada']?.counts).toMatchObject({ day: { count: 0 }, open: 0 });
    expect(again.state.members['bob']?.counts).toMatchObject({ day: { count: 1 }, open: 1 });
    expect(again.state.pools['dach']?.counts).toMatchObject({ day: { count: 1 }, open: 1 });
    expect(again.entries.map(({ reason, member }) => `${reason} ${member}`)).toEqual([
      'given_back ada',
      'given_back bob',
      'turn bob',
    ]);
  });

  it('gives the turn back when it turns out to be the member’s own lead', () => {
    const again = apply(first.state, ownLeadOf('ada'), first);
    expect(owedIn(again)).toEqual({ ada: 0, bob: 0 });
    expect(again.state.members['ada']?.counts.open).toBe(1);
    expect(again.state.pools['dach']?.counts.open).toBe(0);
  });

  it.each(['held', 'to_claim', 'nobody'] as const)('gives it back when it is %s now', (outcome) => {
    const again = apply(first.state, decided({ outcome }), first);
    expect(owedIn(again)).toEqual({ ada: 0, bob: 0 });
    expect(again.taken).toBeUndefined();
    expect(again.state.members['ada']?.counts).toMatchObject({ day: { count: 0 }, open: 0 });
  });

  it('does not count down the open leads for one that was closed meanwhile', () => {
    const other = apply(first.state, turnOf('ada'));
    const closed = applyClose(other.state, { member: 'ada', pool: 'dach' });
    const options = { leadId: 'l1', before: other.taken ?? fail(), isOpen: false };
    const again = applyDecision(closed, turnOf('bob'), MONDAY_EVENING, team, options);
    expect(again.state.members['ada']?.counts.open).toBe(1);
    expect(again.state.members['bob']?.counts.open).toBe(1);
  });
});

describe('a credit', () => {
  const first = apply(EMPTY_ROTATION, turnOf('ada'));
  const spam = { reason: 'spam', part: 1, at: MONDAY_EVENING, leadId: 'l1', by: 'ops' } as const;

  it('gives the lead back to the member, and says so to everybody whom it changes', () => {
    const change = applyCredit(first.state, first.taken, spam) ?? fail();
    expect(owedIn(change)).toEqual({ ada: 0, bob: 0 });
    expect(change.entries).toMatchObject([
      { member: 'ada', reason: 'spam', amount: 0.5, leadId: 'l1', by: 'ops' },
      { member: 'bob', reason: 'spam', amount: -0.5 },
    ]);
  });

  it('is given once a lead', () => {
    const change = applyCredit(first.state, first.taken, spam) ?? fail();
    expect(applyCredit(change.state, change.taken, { ...spam, reason: 'duplicate' })).toBe(
      undefined,
    );
  });

  it('is not given for a lead that took no turn', () => {
    const own = apply(EMPTY_ROTATION, ownLeadOf('ada'));
    expect(applyCredit(own.state, own.taken, spam)).toBe(undefined);
    expect(applyCredit(own.state, undefined, spam)).toBe(undefined);
  });

  it('is not given twice when the lead then goes to somebody else', () => {
    const half = applyCredit(first.state, first.taken, { ...spam, part: 0.5 }) ?? fail();
    const again = apply(half.state, turnOf('bob'), half);
    expect(owedIn(again)).toEqual({ ada: 0.5, bob: -0.5 });
  });

  it('is all that comes back of a lead that is taken away for want of follow-up', () => {
    const lost = applyCredit(first.state, first.taken, {
      ...spam,
      reason: 'lost_follow_up',
      part: 0,
    });
    const again = apply(first.state, turnOf('bob'), lost);
    expect(owedIn(again)).toEqual({ ada: 0, bob: 0 });
    expect(again.state.members['ada']?.counts).toMatchObject({ day: { count: 1 }, open: 0 });
  });
});

describe('the ledger of standings', () => {
  it('adds up to what everybody has taken and been credited', () => {
    const names = ['ada', 'bob'];
    let state = EMPTY_ROTATION;
    const lines: StandingEntry[] = [];
    for (let lead = 0; lead < 40; lead += 1) {
      const first = apply(state, turnOf(names[lead % 2] ?? ''));
      const again = apply(first.state, turnOf(names[lead % 3 === 0 ? 0 : 1] ?? ''), first);
      const credit = { reason: 'spam', part: 0.25, at: lead } as const;
      const credited = lead % 5 === 0 && applyCredit(again.state, again.taken, credit);
      lines.push(...first.entries, ...again.entries, ...(credited ? credited.entries : []));
      state = credited ? credited.state : again.state;
    }
    for (const name of names) {
      const { taken, credit } = state.pools['dach']?.members[name] ?? NEW_STANDING;
      const sum = lines.reduce(
        (all, { member, amount }) => all + (member === name ? amount : 0),
        0,
      );
      expect(sum).toBeCloseTo(credit - taken, 9);
    }
    expect(Object.values(owedIn({ state })).reduce((all, each) => all + each, 0)).toBeCloseTo(0, 9);
  });
});

function fail(): never {
  throw new Error('the change was expected');
}
