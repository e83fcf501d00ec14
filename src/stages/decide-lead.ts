import type { Lead } from '../lead/lead.ts';
import { companyDomainOf } from '../routing/company-domain.ts';
import {
  type CompiledRouting,
  compileRouting,
  type RoutingConfiguration,
} from '../routing/compiled-routing.ts';
import { decide } from '../routing/decide.ts';
import type { Decision, Match } from '../routing/decision.ts';
import { relevantBasis } from '../routing/relevant-basis.ts';
import type { DecidedLead, Rotation } from '../workflow/ledger.ts';

export type DecideLeadDeps = {
  rotation: Pick<Rotation, 'decideOnce'>;
  settings: RoutingConfiguration;
  now: () => number;
};

/** Whom the person's earlier lead went to, and who was announced for this one. */
export type DecidedBefore = { earlier?: Decision | undefined; announced?: Decision | undefined };

/** What is decided for a lead stands this long while its step is tried again; then it is old. */
const STANDS_MS = 3_600_000;

/**
 * Decides on the rotation's state of one moment, and takes from it what the decision takes: at
 * once, and once a lead, so that of fifty leads at the same time each is decided after the other.
 */
export function leadDecider(
  deps: DecideLeadDeps,
): (lead: Lead, match: Match, before: DecidedBefore) => Promise<DecidedLead> {
  return (lead, match, before) => {
    const routing = compileRouting(deps.settings);
    const company = companyDomainOf(lead);
    return deps.rotation.decideOnce(
      lead.leadId,
      ({ before: made, rotation, absences }) => {
        const now = deps.now();
        const again = made && decidedAgain(lead, match, routing, made, before, now);
        if (again) return again;
        const basis = relevantBasis(lead, match, routing, {
          ...{ decidedAt: now, rotation, absences },
          ...ownerOf('earlier', before.earlier),
          ...ownerOf('announced', before.announced),
        });
        return { decision: decide(lead, match, routing, basis), basis };
      },
      company === undefined ? {} : { company },
    );
  };
}

/**
 * A step that is tried again decides on what it decided on before, so that it names the same
 * owner; not where nobody had it, after another configuration, or an announcement that the basis did
 * not know, nor when it would read a pool whose rotation the basis has not kept.
 */
function decidedAgain(
  lead: Lead,
  match: Match,
  routing: CompiledRouting,
  made: DecidedLead,
  { announced }: DecidedBefore,
  now: number,
): DecidedLead | undefined {
  if (
    made.decision.outcome === 'held' ||
    made.decision.outcome === 'nobody' ||
    made.decision.configuration !== routing.configuration.hash ||
    (announced?.owner === undefined) !== (made.basis.announced === undefined) ||
    now - made.basis.decidedAt >= STANDS_MS
  ) {
    return undefined;
  }
  const { basis } = made;
  const decision = decide(lead, match, routing, basis);
  return isTheSame(decision, made.decision) ? { decision, basis } : undefined;
}

/** Of the same rung and pool, too: what the CRM says of the person may have changed since. */
function isTheSame(one: Decision, other: Decision): boolean {
  return (
    one.market === other.market &&
    one.rung === other.rung &&
    one.pool === other.pool &&
    one.owner?.email === other.owner?.email
  );
}

/** Who was named, and in which market, as the basis has it; nothing where nobody was. */
function ownerOf(key: 'earlier' | 'announced', decision: Decision | undefined) {
  const { market, marketTitle, owner } = decision ?? {};
  return market !== undefined && marketTitle !== undefined && owner
    ? { [key]: { market, marketTitle, owner } }
    : {};
}
