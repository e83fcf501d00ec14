import type { Lead } from '../../lead/lead.ts';
import type { CompiledRouting } from '../compiled-routing.ts';
import { decide } from '../decide.ts';
import type { Basis, Counterfactual, Decision, Match } from '../decision.ts';
import { withTake } from '../fair-share.ts';
import { durationInWords, momentInWords } from '../wording.ts';
import { leadVariants } from './lead-variants.ts';

/**
 * What would have changed the owner: the smallest change of the lead, the smallest of the clock,
 * and the next turn of the rotation. Each is found by deciding again, so none of them is a guess;
 * where nothing of a kind changes the owner, it is not there.
 */
export function counterfactuals(
  lead: Lead,
  match: Match,
  routing: CompiledRouting,
  basis: Basis,
  decision: Decision,
): Counterfactual[] {
  const asked = { lead, match, routing, basis, decision };
  return [otherLead(asked), otherTime(asked), nextLead(asked)].filter((one) => one !== undefined);
}

type Asked = {
  lead: Lead;
  match: Match;
  routing: CompiledRouting;
  basis: Basis;
  decision: Decision;
};

function otherLead({ lead, match, routing, basis, decision }: Asked): Counterfactual | undefined {
  for (const variant of leadVariants(lead, match, routing)) {
    const other = decide(variant.lead, variant.match, routing, basis);
    if (isAnother(other, decision)) return told('lead', `with ${variant.change}`, other);
  }
  return undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Times from the decision that are tried, nearest first, both ways. */
const STEPS_H = [0.25, 0.5, 1, 2, 4, 6, 8, 10, 12, 16, 20, 24, 36, 48, 60, 72, 96, 120, 144, 168];

function otherTime(asked: Asked): Counterfactual | undefined {
  let before = { forth: 0, back: 0 };
  for (const hours of STEPS_H) {
    for (const way of ['forth', 'back'] as const) {
      const far = (way === 'forth' ? hours : -hours) * HOUR_MS;
      if (isAnother(decideAt(asked, far), asked.decision)) {
        const nearest = nearestMinute(asked, before[way], far);
        return clockChange(asked, nearest);
      }
      before = { ...before, [way]: far };
    }
  }
  return undefined;
}

/** Between a shift that changes nothing and one that does, to the minute. */
function nearestMinute(asked: Asked, unchanged: number, changed: number): number {
  let [same, other] = [unchanged, changed];
  while (Math.abs(other - same) > MINUTE_MS) {
    const middle = Math.round((same + other) / 2 / MINUTE_MS) * MINUTE_MS;
    if (middle === same || middle === other) break;
    if (isAnother(decideAt(asked, middle), asked.decision)) other = middle;
    else same = middle;
  }
  return other;
}

function clockChange(asked: Asked, shiftMs: number): Counterfactual {
  const at = momentInWords(asked.basis.decidedAt + shiftMs, zoneOf(asked));
  const way = shiftMs > 0 ? 'later' : 'earlier';
  const change = `${durationInWords(Math.abs(shiftMs))} ${way} (${at})`;
  return told('clock', change, decideAt(asked, shiftMs));
}

function decideAt({ lead, match, routing, basis }: Asked, shiftMs: number): Decision {
  return decide(lead, match, routing, { ...basis, decidedAt: basis.decidedAt + shiftMs });
}

/** The same lead once more, after this one: whose turn it would be then. */
function nextLead({ lead, match, routing, basis, decision }: Asked): Counterfactual | undefined {
  const { take } = decision;
  if (take === undefined || take.counts === 0) return undefined;
  const pool = basis.rotation.pools[take.pool];
  const { members } = withTake(pool?.members ?? {}, take);
  const counts = pool?.counts ?? { day: NONE, week: NONE, open: 0 };
  const pools = { ...basis.rotation.pools, [take.pool]: { members, counts } };
  const after = { ...basis, rotation: { ...basis.rotation, pools } };
  const other = decide(lead, match, routing, after);
  return isAnother(other, decision) ? told('rotation', 'as the next lead', other) : undefined;
}

const NONE = { of: '', count: 0 };

function isAnother(one: Decision, other: Decision): boolean {
  return one.owner?.name !== other.owner?.name || one.outcome !== other.outcome;
}

function told(kind: Counterfactual['kind'], change: string, decision: Decision): Counterfactual {
  const owner = {
    assigned: decision.owner?.name,
    held: 'held',
    to_claim: 'whoever claims it',
    nobody: 'nobody',
  };
  return { kind, change, owner: owner[decision.outcome] ?? 'nobody', market: decision.marketTitle };
}

function zoneOf({ routing, decision }: Asked): string | undefined {
  const { member } = decision.owner ?? {};
  const ownersZone = member === undefined ? undefined : routing.team.members[member]?.timeZone;
  const pool = decision.pool === undefined ? undefined : routing.team.pools[decision.pool];
  return ownersZone ?? pool?.timeZone;
}
