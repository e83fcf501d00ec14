import type { CompiledRouting } from '../compiled-routing.ts';
import { decide } from '../decide.ts';
import type { Basis, DecidedBefore, DecidedOwner, Decision, Match } from '../decision.ts';
import { applyClose, applyDecision, type Holder } from '../rotation-change.ts';
import { EMPTY_ROTATION, type RotationState } from '../rotation-state.ts';
import type { PastLead } from './past-lead.ts';

/** What a configuration makes of one past lead, when nothing about it is open any more. */
export type Simulated = {
  past: PastLead;
  /** With the contact's owner as the simulation has it. */
  match: Match;
  decision: Decision;
  basis: Basis;
  /** How long it was held until somebody had it. */
  heldMs: number;
};

/**
 * Past leads, decided by a configuration in the order of their time, with a rotation of its own
 * that begins where the real one stood. Leads that are held come back when their time has come.
 */
export type Simulation = {
  /** The next lead; answers all that are settled by then. Leads come in the order of time. */
  next: (past: PastLead) => Simulated[];
  /** No more leads come: settles those that are still held. */
  finish: () => Simulated[];
};

/** How long a lead counts as open, since what became of its task is not known for a simulation. */
export type SimulationOptions = { openForMs: number };

export function createSimulation(
  routing: CompiledRouting,
  { openForMs }: SimulationOptions,
): Simulation {
  let rotation: RotationState = EMPTY_ROTATION;
  const held: { past: PastLead; at: number; since: number }[] = [];
  const open: { until: number; holder: Holder }[] = [];
  const decided = new Map<string, DecidedBefore>();
  const ownerOf = new Map<string, DecidedOwner | undefined>();

  function next(past: PastLead): Simulated[] {
    const settled = settleUntil(past.decidedAt);
    rotation = withFirstSeen(rotation, past.rotation);
    return [...settled, ...run(past, past.decidedAt, past.decidedAt)];
  }

  function settleUntil(until: number): Simulated[] {
    const settled: Simulated[] = [];
    for (;;) {
      const due = held[0];
      if (due === undefined || due.at > until) return settled;
      held.shift();
      settled.push(...run(due.past, due.at, due.since));
    }
  }

  function run(past: PastLead, at: number, since: number): Simulated[] {
    closeUntil(at);
    const basis = basisOf(past, at);
    const match = matchOf(past);
    const decision = decide(past.lead, match, routing, basis);
    if (decision.heldUntil !== undefined) {
      hold({ past, at: Math.max(decision.heldUntil, at + 1), since });
      return [];
    }
    rotation = applyDecision(rotation, { decision }, at, routing.team).state;
    remember(past, decision, at);
    return [{ past, match, decision, basis, heldMs: at - since }];
  }

  /** Few are held at once, so a sorted list will do. */
  function hold(one: (typeof held)[number]): void {
    const place = held.findIndex(({ at }) => at > one.at);
    held.splice(place === -1 ? held.length : place, 0, one);
  }

  function closeUntil(now: number): void {
    let first = open[0];
    while (first !== undefined && first.until <= now) {
      rotation = applyClose(rotation, first.holder);
      open.shift();
      first = open[0];
    }
  }

  function basisOf(past: PastLead, at: number): Basis {
    const earlier = past.joins === undefined ? undefined : decided.get(past.joins);
    const absences = past.absences ?? {};
    return { decidedAt: at, rotation, absences, ...(earlier && { earlier }) };
  }

  /** A contact that the simulation gave to somebody is theirs, and not the real owner's. */
  function matchOf({ match }: PastLead): Match {
    const { contactId } = match;
    if (contactId === undefined || !ownerOf.has(contactId)) return match;
    const owner = ownerOf.get(contactId);
    const { owner: _real, ...rest } = match;
    return owner === undefined ? rest : { ...rest, owner: asCrmOwner(owner) };
  }

  function remember(past: PastLead, decision: Decision, at: number): void {
    const { owner, market, marketTitle, pool } = decision;
    if (owner) decided.set(past.lead.leadId, { owner, market, marketTitle });
    if (past.contactId !== undefined && !past.match.known) ownerOf.set(past.contactId, owner);
    if (owner?.member === undefined) return;
    const holder = { member: owner.member, ...(pool !== undefined && { pool }) };
    open.push({ until: at + openForMs, holder });
  }

  return { next, finish: () => settleUntil(Number.POSITIVE_INFINITY) };
}

/** A pool or member begins where it stood when it was first read. */
function withFirstSeen(state: RotationState, seen: RotationState | undefined): RotationState {
  if (seen === undefined) return state;
  const isNew =
    Object.keys(seen.pools).some((pool) => !Object.hasOwn(state.pools, pool)) ||
    Object.keys(seen.members).some((member) => !Object.hasOwn(state.members, member));
  if (!isNew) return state;
  return {
    pools: { ...seen.pools, ...state.pools },
    members: { ...seen.members, ...state.members },
    companies: { ...seen.companies, ...state.companies },
  };
}

function asCrmOwner({ ownerId, member, email, name }: DecidedOwner): NonNullable<Match['owner']> {
  return { ownerId: ownerId ?? member ?? name, email, name, active: true };
}
