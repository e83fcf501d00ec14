import { companyDomainOf } from '../routing/company-domain.ts';
import { compileRouting, type RoutingConfiguration } from '../routing/compiled-routing.ts';
import { decide } from '../routing/decide.ts';
import type { Basis, Decision } from '../routing/decision.ts';
import { relevantBasis } from '../routing/relevant-basis.ts';
import { claimTimeMs, poolOf, type Team } from '../routing/team.ts';
import type { DecidedLead, Rotation } from '../workflow/ledger.ts';
import type { Assigned } from '../workflow/stage.ts';

export type DecideClaimDeps = {
  rotation: Pick<Rotation, 'decideOnce'>;
  settings: RoutingConfiguration;
  now: () => number;
};

/** A lead whose assignment was: whoever claims it first. */
export type LeadToClaim = Pick<Assigned, 'lead' | 'match' | 'decision' | 'basis'>;

export type ClaimDecider = {
  /** The lead's decision from now on: the claim's, if it is the first. `first`: it is. */
  claim: (lead: LeadToClaim, member: string) => Promise<DecidedLead & { first: boolean }>;
  /**
   * The same for when nobody may have claimed it: past its time it is given by turn. `held`: it
   * would be, were somebody there.
   */
  settle: (lead: LeadToClaim) => Promise<DecidedLead & { held?: Decision }>;
};

/** Until when somebody may claim it, in milliseconds since 1970. */
export function claimableUntil({ decidedAt, pool }: Decision, team: Team): number {
  return decidedAt + claimTimeMs(poolOf(team, pool ?? ''));
}

/**
 * Decides a lead that is to be claimed, once: on the rotation's state of one moment and together
 * with what it takes, so that of two clicks at the same time, or of a click and the end of the time,
 * one has it, and the other learns of it.
 *
 * It is decided by the rules of now. While they would leave it to be claimed, or to be held, it
 * stays what it is.
 */
export function claimDecider({ rotation, settings, now }: DecideClaimDeps): ClaimDecider {
  async function decideOnce(
    { lead, match, ...assigned }: LeadToClaim,
    by: Pick<Basis, 'claimedBy' | 'unclaimed'>,
    isDue: (before: Decision) => boolean,
  ): Promise<DecidedLead & { first: boolean; held?: Decision }> {
    const routing = compileRouting(settings);
    const company = companyDomainOf(lead);
    let first = false;
    let held: Decision | undefined;
    const decided = await rotation.decideOnce(
      lead.leadId,
      ({ rotation: state, absences, before = assigned }) => {
        [first, held] = [false, undefined];
        if (before.decision.outcome !== 'to_claim' || !isDue(before.decision)) return before;
        const { earlier, announced } = before.basis;
        const basis = relevantBasis(lead, match, routing, {
          ...{ decidedAt: now(), rotation: state, absences },
          ...(earlier && { earlier }),
          ...(announced && { announced }),
          ...by,
        });
        const decision = decide(lead, match, routing, basis);
        if (decision.outcome === 'held') held = decision;
        if (decision.outcome === 'to_claim' || decision.outcome === 'held') return before;
        first = true;
        return { decision, basis };
      },
      company === undefined ? {} : { company },
    );
    return { ...decided, first, ...(held && { held }) };
  }

  function isOver(before: Decision): boolean {
    return now() >= claimableUntil(before, settings.team);
  }

  return {
    claim: (lead, member) => decideOnce(lead, { claimedBy: member }, () => true),
    settle: async (lead) => {
      const { first: _first, ...settled } = await decideOnce(lead, { unclaimed: true }, isOver);
      return settled;
    },
  };
}
