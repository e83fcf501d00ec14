import type { Lead } from '../lead/lead.ts';
import type { RoutingConfiguration } from '../routing/compiled-routing.ts';
import type { Basis, Decision, Match } from '../routing/decision.ts';
import type { Ledger, People, Rotation } from '../workflow/ledger.ts';
import type { Crm, FallbackLeads, Metrics } from '../workflow/ports.ts';
import { done, hold, type Matched, type Stage } from '../workflow/stage.ts';
import { announcementIn } from './announcement.ts';
import type { CrmSettings } from './crm-settings.ts';
import { type DecidedBefore, leadDecider } from './decide-lead.ts';
import { ownerInCrm } from './owner-in-crm.ts';
import { settledDecision } from './settled-decision.ts';
import { type ShadowDeps, shadowDecider } from './shadow-decision.ts';
import { contactWriter, type OwnedDecision } from './write-contact.ts';

export type AssignDeps = {
  crm: Crm;
  people: People;
  rotation: Pick<Rotation, 'decideOnce'>;
  ledger: Pick<Ledger, 'load' | 'effects'>;
  settings: { crm: CrmSettings } & RoutingConfiguration;
  metrics: Pick<Metrics, 'count'>;
  fallbackLeads: Pick<FallbackLeads, 'add'>;
  now: () => number;
} & ShadowDeps;

type Assignment = {
  decision: Decision;
  basis: Basis;
  /** What it was decided on, where the CRM said another thing than before. */
  match?: Match;
  contactId: string;
  ownerId?: string;
  known: boolean;
};

/**
 * Assigns the market and its owner by the rules, and writes the contact with both in one call.
 *
 * The decision is pure; all that it was made from is kept with it, so that anybody can ask later,
 * and get the same answer. Where the market says that a lead waits for its people, it waits here.
 */
export function assign(deps: AssignDeps): Stage<Matched, Assignment> {
  const { crm, people, ledger, settings, now } = deps;
  const decideLead = leadDecider(deps);
  const ownerIdOf = ownerInCrm(deps);
  const decideInShadow = shadowDecider(deps);

  return {
    name: 'assign',
    systems: () => [crm.system],
    run: async (work, effects) => {
      const { lead, joins } = work;
      const before = await decidedBefore(work);
      const decide = (match: Match) => decideWithOwner(lead, match, before);
      const first = await decide(work.match);
      const write = contactWriter({ crm, settings, decideAgain: decide });
      const written =
        first.decision.outcome === 'held'
          ? { held: first.decision }
          : await write(work, first, effects);
      if ('held' in written) {
        const { heldUntil = now(), because } = written.held;
        return hold(heldUntil, now(), because);
      }
      const { leftOut, ...assignment } = written;
      const { contactId, decision, known, match = work.match } = assignment;
      await decideInShadow({ lead, match, before, decision });
      await countDecision(lead.leadId, decision);
      await people.remember(people.keyOf(lead), {
        leadId: joins ?? lead.leadId,
        contactId,
        at: Date.parse(lead.receivedAt),
      });
      const left = leftOut.length === 0 ? '' : ` (the CRM does not take ${leftOut.join(', ')})`;
      return done(
        assignment,
        `${decision.because}; contact ${contactId} ${known ? 'updated' : 'created'}${left}`,
      );
    },
  };

  async function decidedBefore({ lead, joins }: Matched): Promise<DecidedBefore> {
    const earlier = joins === undefined ? undefined : await decisionOf(joins);
    return { earlier, announced: await announcedOf(lead.leadId) };
  }

  async function decisionOf(leadId: string): Promise<Decision | undefined> {
    const record = await ledger.load(leadId);
    return record && settledDecision(record)?.decision;
  }

  /**
   * What sales were told while the CRM was away. Read now: they may have been told since the job
   * began, which was before the CRM was asked about the person.
   */
  async function announcedOf(leadId: string): Promise<Decision | undefined> {
    const effects = await ledger.effects(leadId);
    return effects && announcementIn({ effects })?.decision;
  }

  async function decideWithOwner(
    lead: Lead,
    match: Match,
    before: DecidedBefore,
  ): Promise<OwnedDecision> {
    const decided = await decideLead(lead, match, before);
    const ownerId = await ownerIdOf(decided.decision);
    return { ...decided, ...(ownerId !== undefined && { ownerId }) };
  }

  /** The fallback and nobody at all are exceptions, which operations watch. */
  async function countDecision(leadId: string, decision: Decision): Promise<void> {
    const { market, rung, outcome, fallback } = decision;
    deps.metrics.count('leadline_decisions_total', { market, rung, outcome });
    const fellBack = fallback || rung === 'fallback';
    if (fellBack) await deps.fallbackLeads.add('fallback', leadId, now());
    if (outcome === 'nobody') await deps.fallbackLeads.add('nobody', leadId, now());
  }
}
