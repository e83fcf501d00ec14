import type { Decision } from '../decision.ts';
import type { Simulated } from './simulation.ts';

/** What a candidate configuration changes for the leads of the past. */
export type Comparison = {
  leads: number;
  /** ISO 8601, UTC; absent without leads. */
  from?: string;
  until?: string;
  /** Hashes of the two configurations. */
  live: string;
  candidate: string;
  /** Leads with another owner, or another outcome. */
  moved: number;
  /** Of these, the ones in another market. */
  movedMarket: number;
  outcomes: Record<OutcomeName, BeforeAfter>;
  /** How often each: nobody had it before / was held before, and now is. */
  newlyUnrouted: number;
  newlyHeld: number;
  members: Load[];
  markets: Load[];
  /** How many of the live configuration's simulated decisions are what was really decided. */
  asRecorded?: { same: number; of: number };
  examples: Example[];
};

export type OutcomeName = 'assigned' | 'held' | 'to_claim' | 'nobody' | 'fallback';
export type BeforeAfter = { before: number; after: number };
export type Load = BeforeAfter & { name: string };

export const EXAMPLE_KINDS = ['unrouted', 'held', 'market', 'owner'] as const;

/** A lead that the candidate treats differently, with all that is needed to explain it. */
export type Example = {
  kind: (typeof EXAMPLE_KINDS)[number];
  leadId: string;
  before: Simulated;
  after: Simulated;
};

export type Comparing = {
  /** Settled by the live configuration, and by the candidate; in any order. */
  live: (simulated: Simulated) => void;
  candidate: (simulated: Simulated) => void;
  result: () => Comparison;
};

/** Adds up the difference lead by lead, so that a year of them needs no more room than a day. */
export function createComparison(
  hashes: { live: string; candidate: string },
  examplesOfEach: number,
): Comparing {
  const waiting = { live: new Map<string, Simulated>(), candidate: new Map<string, Simulated>() };
  const members = new Map<string, BeforeAfter>();
  const markets = new Map<string, BeforeAfter>();
  const outcomes = noOutcomes();
  const examples: Example[] = [];
  const recorded = { same: 0, of: 0 };
  const count = { leads: 0, moved: 0, movedMarket: 0, newlyUnrouted: 0, newlyHeld: 0 };
  let [from, until] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  function arrive(side: 'live' | 'candidate', simulated: Simulated): void {
    const { leadId } = simulated.past.lead;
    const other = side === 'live' ? 'candidate' : 'live';
    const match = waiting[other].get(leadId);
    if (match === undefined) {
      waiting[side].set(leadId, simulated);
      return;
    }
    waiting[other].delete(leadId);
    if (side === 'live') compare(simulated, match);
    else compare(match, simulated);
  }

  function compare(before: Simulated, after: Simulated): void {
    const { decidedAt, decided } = before.past;
    count.leads += 1;
    [from, until] = [Math.min(from, decidedAt), Math.max(until, decidedAt)];
    add(members, ownerName(before.decision), ownerName(after.decision));
    add(markets, before.decision.marketTitle, after.decision.marketTitle);
    for (const name of outcomesOf(before)) outcomes[name].before += 1;
    for (const name of outcomesOf(after)) outcomes[name].after += 1;
    if (decided) {
      recorded.of += 1;
      if (ownerName(decided) === ownerName(before.decision)) recorded.same += 1;
    }
    const kind = differenceOf(before, after);
    if (kind === undefined) return;
    if (kind === 'unrouted') count.newlyUnrouted += 1;
    if (after.heldMs > 0 && before.heldMs === 0) count.newlyHeld += 1;
    if (kind === 'held') return keep({ kind, before, after });
    count.moved += 1;
    if (before.decision.market !== after.decision.market) count.movedMarket += 1;
    keep({ kind, before, after });
  }

  function keep(example: Omit<Example, 'leadId'>): void {
    const alike = examples.filter(({ kind }) => kind === example.kind).length;
    if (alike < examplesOfEach) {
      examples.push({ ...example, leadId: example.before.past.lead.leadId });
    }
  }

  return {
    live: (simulated) => arrive('live', simulated),
    candidate: (simulated) => arrive('candidate', simulated),
    result: () => ({
      ...count,
      ...hashes,
      ...(count.leads > 0 && {
        from: new Date(from).toISOString(),
        until: new Date(until).toISOString(),
      }),
      outcomes,
      members: loads(members),
      markets: loads(markets),
      ...(recorded.of > 0 && { asRecorded: recorded }),
      examples,
    }),
  };
}

function differenceOf(before: Simulated, after: Simulated): Example['kind'] | undefined {
  const [was, is] = [before.decision, after.decision];
  if (is.outcome === 'nobody' && was.outcome !== 'nobody') return 'unrouted';
  if (ownerName(was) !== ownerName(is)) return was.market === is.market ? 'owner' : 'market';
  return after.heldMs > 0 && before.heldMs === 0 ? 'held' : undefined;
}

/** Everybody who has a lead, and what stands for those that nobody has. */
function ownerName({ outcome, owner }: Pick<Decision, 'outcome' | 'owner'>): string {
  if (owner) return owner.name;
  return outcome === 'to_claim' ? '(to claim)' : '(nobody)';
}

function outcomesOf({ decision, heldMs }: Simulated): OutcomeName[] {
  return [
    decision.outcome,
    ...(heldMs > 0 ? (['held'] as const) : []),
    ...(decision.fallback || decision.rung === 'fallback' ? (['fallback'] as const) : []),
  ];
}

function noOutcomes(): Record<OutcomeName, BeforeAfter> {
  return { assigned: none(), held: none(), to_claim: none(), nobody: none(), fallback: none() };
}

function none(): BeforeAfter {
  return { before: 0, after: 0 };
}

function add(counts: Map<string, BeforeAfter>, before: string, after: string): void {
  const of = (name: string) => {
    const found = counts.get(name) ?? { before: 0, after: 0 };
    counts.set(name, found);
    return found;
  };
  of(before).before += 1;
  of(after).after += 1;
}

/** The greatest change first. */
function loads(counts: Map<string, BeforeAfter>): Load[] {
  const change = ({ before, after }: BeforeAfter) => Math.abs(after - before);
  return [...counts]
    .map(([name, both]) => ({ name, ...both }))
    .toSorted((one, other) => change(other) - change(one) || one.name.localeCompare(other.name));
}
