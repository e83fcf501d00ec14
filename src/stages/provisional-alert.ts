import type { Lead } from '../lead/lead.ts';
import type { RoutingConfiguration } from '../routing/compiled-routing.ts';
import type { Decision, Match } from '../routing/decision.ts';
import type { Effects } from '../workflow/effect-once.ts';
import type { LeadRecord, Ledger, Rotation } from '../workflow/ledger.ts';
import type { AlertReference, Alerts, Crm } from '../workflow/ports.ts';
import type { AlertSettings } from './alert-settings.ts';
import {
  type AnnouncementPlan,
  announcementIn,
  PLAN_EFFECT,
  PROVISIONAL_EFFECT,
} from './announcement.ts';
import type { CrmSettings } from './crm-settings.ts';
import { leadDecider } from './decide-lead.ts';
import { describeLead } from './describe-lead.ts';
import { marketOf } from './market-of.ts';
import { createAlertPoster } from './post-alert.ts';
import { matchedIn } from './step-results.ts';
import { toldOfPerson } from './told-of-person.ts';

export type ProvisionalAlertDeps = {
  alerts: Alerts;
  crm: Pick<Crm, 'contactUrl'>;
  rotation: Pick<Rotation, 'decideOnce'>;
  ledger: Pick<Ledger, 'load' | 'leadsOfEmail'>;
  settings: { alerts: AlertSettings; crm: CrmSettings } & RoutingConfiguration;
  /** A source's name for people. */
  sourceTitle: (source: string) => string;
  now: () => number;
};

/** A lead's record before its assignment, with the lead in it. */
export type WaitingLead = LeadRecord & { lead: Lead };

/** Told to sales; or whose time has not come, so that there is nothing to tell yet. */
export type Announced =
  | (AlertReference & AnnouncementPlan)
  | { heldUntil: number; because: string };

const UNKNOWN_PERSON: Match = { known: false, properties: {} };

/**
 * Tells sales of a lead that the CRM could not be asked about yet, marked provisional.
 *
 * The rules decide as far as they can without the CRM. The turn in the pool is the lead's own, so
 * the assignment keeps the very same later, and the plan is kept before anything is posted:
 * whatever crashes, one owner is announced, once. Where its market lets it wait for its people,
 * nobody is told before them.
 */
export function provisionalAlert(
  deps: ProvisionalAlertDeps,
): (waiting: WaitingLead, effects: Effects) => Promise<Announced> {
  const { settings } = deps;
  const decideLead = leadDecider(deps);
  const poster = createAlertPoster(deps);

  return async (waiting, effects) => {
    const { lead } = waiting;
    const matched = matchedIn(waiting);
    const match = matched?.match ?? UNKNOWN_PERSON;
    const planned = announcementIn(waiting) ?? (await planFor(lead, match, matched?.joins));
    const { heldUntil, because } = planned.decision;
    if (heldUntil !== undefined) return { heldUntil, because };
    const plan = await effects.once<AnnouncementPlan>({
      name: PLAN_EFFECT,
      make: async () => planned,
      settle: async () => undefined,
    });
    const reference = await poster.post({
      name: PROVISIONAL_EFFECT,
      leadId: lead.leadId,
      place: plan.place,
      describe: (remarks) => ({
        ...describeLead({ lead, decision: plan.decision, known: match.known }, remarks, {
          ...deps,
          team: settings.team,
          contactUrl: deps.crm.contactUrl,
          details: settings.alerts.details,
        }),
        provisional: whatMayChange(plan.decision, match),
      }),
      effects,
    });
    return { ...reference, ...plan };
  };

  async function planFor(
    lead: Lead,
    match: Match,
    joins: string | undefined,
  ): Promise<AnnouncementPlan> {
    const earlier = await toldOfPerson(lead, joins, deps);
    const { decision } = await decideLead(lead, match, { earlier: earlier?.decision });
    const { channel } = marketOf(settings.markets, decision);
    return { decision, place: earlier?.thread ?? { channel } };
  }
}

function whatMayChange({ owner }: Decision, { known }: Match): string {
  if (known) return 'the CRM could not be written to yet. A line in this thread follows.';
  const may = owner ? `${owner.name} keeps it unless` : 'Nobody is available unless';
  return `the CRM does not answer yet. ${may} it knows this person as somebody else's; a line in this thread follows.`;
}
