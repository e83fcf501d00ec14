import type { Lead } from '../../lead/lead.ts';
import { companyDomainOf } from '../company-domain.ts';
import type { CompiledRouting } from '../compiled-routing.ts';
import { decide } from '../decide.ts';
import type { Basis, Counterfactual, Decision, Match } from '../decision.ts';
import { poolsRead } from '../relevant-basis.ts';
import { applyDecision } from '../rotation-change.ts';
import { memberOf, poolOf } from '../team.ts';
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

function otherLead(asked: Asked): Counterfactual | undefined {
  const { lead, match, routing, basis } = asked;
  for (const variant of leadVariants(lead, match, routing)) {
    // Who had the last lead of the company is only known of the lead's own.
    const ofOther = companyDomainOf(variant.lead) !== companyDomainOf(lead);
    const rotation = ofOther ? { ...basis.rotation, companies: {} } : basis.rotation;
    const other = decide(variant.lead, variant.match, routing, { ...basis, rotation });
    if (isAnother(other, asked.decision))
      return told('lead', `with ${variant.change}`, other, asked);
  }
  return undefined;
}

const MINUTE_MS = 60_000;

/**
 * Times from the decision that are tried, nearest first, both ways: each quarter of an hour for
 * twelve hours, each hour for three days, every four for a week. Of a change that lasts shorter
 * than that nobody would say that it is what decided.
 */
const STEPS_MS = [
  ...Array.from({ length: 48 }, (_, at) => (at + 1) * 15),
  ...Array.from({ length: 60 }, (_, at) => (at + 13) * 60),
  ...Array.from({ length: 24 }, (_, at) => (at + 19) * 240),
].map((minutes) => minutes * MINUTE_MS);

function otherTime(asked: Asked): Counterfactual | undefined {
  const later = firstChange(asked, 1, Infinity);
  const earlier = firstChange(asked, -1, Math.abs(later ?? Infinity));
  const nearest = earlier ?? later;
  return nearest === undefined ? undefined : clockChange(asked, nearest);
}

/** @param below only a change that is nearer than this is looked for */
function firstChange(asked: Asked, way: 1 | -1, below: number): number | undefined {
  let nearer = 0;
  for (const far of STEPS_MS) {
    if (nearer >= below) return undefined;
    if (isAnother(decideAt(asked, way * far), asked.decision)) {
      const nearest = nearestMinute(asked, way * nearer, way * far);
      return Math.abs(nearest) < below ? nearest : undefined;
    }
    nearer = far;
  }
  return undefined;
}

/** Between a shift that changes nothing and one that does, to the minute. */
function nearestMinute(asked: Asked, unchanged: number, changed: number): number {
  let [same, other] = [unchanged, changed];
  while (Math.abs(other - same) > MINUTE_MS) {
    const middle = Math.round((same + other) / 2 / MINUTE_MS) * MINUTE_MS;
    if (isAnother(decideAt(asked, middle), asked.decision)) other = middle;
    else same = middle;
  }
  return other;
}

/** Told to the whole minute that lies beyond the change, so that what is told is true. */
function clockChange(asked: Asked, nearest: number): Counterfactual {
  const { decidedAt } = asked.basis;
  const outward = nearest > 0 ? Math.ceil : Math.floor;
  const shiftMs = outward((decidedAt + nearest) / MINUTE_MS) * MINUTE_MS - decidedAt;
  const at = momentInWords(decidedAt + shiftMs, zoneOf(asked));
  const way = shiftMs > 0 ? 'later' : 'earlier';
  const change = `${durationInWords(Math.abs(shiftMs))} ${way}, on ${at}`;
  return told('clock', change, decideAt(asked, shiftMs), asked);
}

function decideAt({ lead, match, routing, basis }: Asked, shiftMs: number): Decision {
  return decide(lead, match, routing, { ...basis, decidedAt: basis.decidedAt + shiftMs });
}

/** The same lead once more, after this one: whose turn it would be then. */
function nextLead(asked: Asked): Counterfactual | undefined {
  const { lead, match, routing, basis, decision } = asked;
  if (decision.take === undefined) return undefined;
  const { state } = applyDecision(basis.rotation, { decision }, basis.decidedAt, routing.team);
  // Nobody has claimed that one yet.
  const { claimedBy: _, unclaimed: __, ...ofAnother } = basis;
  const other = decide(lead, match, routing, { ...ofAnother, rotation: state });
  return isAnother(other, decision)
    ? told('rotation', 'as the next lead', other, asked)
    : undefined;
}

function isAnother(one: Decision, other: Decision): boolean {
  return one.outcome !== other.outcome || whoIs(one) !== whoIs(other);
}

function whoIs({ owner }: Decision): string | undefined {
  return owner && (owner.member ?? (owner.email || owner.ownerId));
}

function told(
  kind: Counterfactual['kind'],
  change: string,
  other: Decision,
  asked: Asked,
): Counterfactual {
  return { kind, change, owner: ownerInWords(other, asked), market: other.marketTitle };
}

function ownerInWords({ outcome, owner, pool }: Decision, asked: Asked): string {
  switch (outcome) {
    case 'assigned':
      return pool === undefined || knowsTurnIn(pool, asked)
        ? (owner?.name ?? 'nobody')
        : `whoever is next in pool ${pool}`;
    case 'held':
      return 'held';
    case 'to_claim':
      return `whoever of pool ${pool} claims it first`;
    case 'nobody':
      return 'nobody';
  }
}

/** The basis of a past decision has the rotation of those pools only that could have given it. */
function knowsTurnIn(name: string, { lead, match, routing, basis }: Asked): boolean {
  const pool = poolOf(routing.team, name);
  const [only, ...others] = pool?.members ?? [];
  const uncapped =
    pool?.cap === undefined && memberOf(routing.team, only?.member ?? '')?.cap === undefined;
  return (
    Object.hasOwn(basis.rotation.pools, name) ||
    (others.length === 0 && uncapped) ||
    poolsRead(lead, match, routing).includes(name)
  );
}

function zoneOf({ routing, decision }: Asked): string | undefined {
  const { member } = decision.owner ?? {};
  const ownersZone = member === undefined ? undefined : memberOf(routing.team, member)?.timeZone;
  const pool = decision.pool === undefined ? undefined : poolOf(routing.team, decision.pool);
  return ownersZone ?? pool?.timeZone;
}
