import type { Lead } from '../lead/lead.ts';
import type { Basis, Decision, Match } from '../routing/decision.ts';
import type { Effects } from './effect-once.ts';
import type { StageName, Step } from './steps.ts';

/**
 * What is known about a lead at each point of the workflow. A stage takes what it needs and adds
 * what it learned, so a stage in the wrong place does not compile.
 */
export type Received = { lead: Lead };

export type Matched = Received & {
  match: Match;
  /** The lead whose task and thread this one joins: another submission of the same person. */
  joins?: string;
};

export type Assigned = Matched & {
  /** As it was assigned, where it was corrected since: what is left to decide is decided on this. */
  decidedLead?: Lead;
  decision: Decision;
  /** What it was decided on. */
  basis: Basis;
  contactId: string;
  /** CRM owner id; absent when nobody was available. */
  ownerId?: string;
  /** False when the contact was made for this lead. */
  known: boolean;
};

export type Outcome<Learned> =
  | { outcome: 'done'; learned: Learned; says: string }
  /** Nothing to do here, which is not a failure. */
  | { outcome: 'skipped'; says: string }
  /** Not yet: comes back later, and no attempt is spent. */
  | { outcome: 'wait'; forMs: number; says: string; held?: { until: number } };

export type Stage<Needs, Learned> = {
  name: StageName;
  /** The outside systems that it talks to: while one of them is held, the stage waits. */
  systems: (step: Step) => string[];
  run: (work: Needs, effects: Effects, step: Step) => Promise<Outcome<Learned>>;
};

export function done<Learned>(learned: Learned, says: string): Outcome<Learned> {
  return { outcome: 'done', learned, says };
}

export function skipped(says: string): Outcome<never> {
  return { outcome: 'skipped', says };
}

export function wait(forMs: number, says: string): Outcome<never> {
  return { outcome: 'wait', forMs, says };
}

/** A held lead is looked at again so soon, since its people may come back early. */
const HELD_LOOK_MS = 300_000;

/** Nobody can have it yet: kept, counted and watched until then. Milliseconds since 1970. */
export function hold(until: number, now: number, says: string): Outcome<never> {
  const forMs = Math.max(0, Math.min(until - now, HELD_LOOK_MS));
  return { outcome: 'wait', forMs, says, held: { until } };
}
