import { sourceNamed } from '../intake/receive.ts';
import type { Lead } from '../lead/lead.ts';
import type { Absences } from '../routing/absences.ts';
import { compileRouting } from '../routing/compiled-routing.ts';
import type { Explanation, Match } from '../routing/decision.ts';
import { explain } from '../routing/explain/explain.ts';
import { EMPTY_ROTATION, type RotationState } from '../routing/rotation-state.ts';
import { memberByEmail } from '../routing/team.ts';
import type { Settings } from '../settings/settings.ts';
import { withoutConsent } from '../stages/convert.ts';
import { marketOf } from '../stages/market-of.ts';
import { planTask } from '../stages/plan-task.ts';
import { planContactWrite } from '../stages/survivorship.ts';

/** What would come of a submission. */
export type LeadExplanation = {
  lead: Lead;
  /** What intake would do with it. */
  accepted: boolean;
  acceptance: string;
  explanation: Explanation;
  /** What was taken for granted, since nothing outside was asked. */
  assumed: string[];
  contact: Record<string, string>;
  task: { subject: string; body: string; dueAt: string; priority: string };
  channel: string;
  conversions: { destination: string; event: string; skipped?: string }[];
};

/** What only the CRM and the ledger know; what is not given here is assumed. */
export type KnownBeforehand = {
  /** The rotation and the absences that were said by command, as they are now. */
  live?: { rotation: RotationState; absences: Absences };
  /** E-mail address of the owner whom the CRM has for this person. */
  knownOwner?: string;
};

/** A stand-in for what only the CRM knows. */
const CONTACT = '(the contact’s id)';

/** Everything that follows from a lead by the configuration alone. Asks and touches nothing. */
export function explainLead(
  lead: Lead,
  settings: Settings,
  { live, knownOwner }: KnownBeforehand,
  nowMs: number,
): Omit<LeadExplanation, 'accepted' | 'acceptance'> {
  const match = matchOf(settings, knownOwner);
  const { rotation = EMPTY_ROTATION, absences = {} } = live ?? {};
  const basis = { decidedAt: nowMs, rotation, absences };
  const explanation = explain(lead, match, compileRouting(settings), basis);
  const { decision } = explanation;
  const { owner } = decision;
  const ownerId = owner && `(CRM owner ${owner.email})`;
  const task = planTask({ lead, decision, contactId: CONTACT }, settings, (name) =>
    titleOf(settings, name),
  );
  return {
    lead,
    explanation,
    assumed: assumptions(decision.pool, live !== undefined, knownOwner),
    contact: planContactWrite({
      lead,
      decision,
      match,
      ...(ownerId !== undefined && { ownerId }),
      settings: settings.crm,
    }),
    task: {
      subject: task.subject,
      body: task.body,
      dueAt: new Date(task.dueAt).toISOString(),
      priority: task.priority,
    },
    channel: marketOf(settings.markets, decision).channel,
    conversions: conversionsOf(lead, settings),
  };
}

function matchOf({ team }: Settings, knownOwner: string | undefined): Match {
  if (knownOwner === undefined) return { known: false, properties: {} };
  const found = memberByEmail(team, knownOwner);
  return {
    known: true,
    contactId: CONTACT,
    foundBy: 'email',
    properties: {},
    owner: {
      ownerId: `(CRM owner ${knownOwner})`,
      email: knownOwner,
      name: found?.member.name ?? knownOwner,
      active: true,
    },
  };
}

function assumptions(
  pool: string | undefined,
  live: boolean,
  knownOwner: string | undefined,
): string[] {
  return [
    knownOwner === undefined
      ? 'The CRM was not asked: the person is taken for new. --known-owner <email> shows a known contact.'
      : 'The CRM was not asked: the person is taken for a known contact with no other values.',
    ...(pool !== undefined && !live
      ? [
          `The rotation was not asked: it is taken to be the first lead of pool ${pool}. --live asks it.`,
        ]
      : []),
  ];
}

function conversionsOf(lead: Lead, { conversions }: Settings): LeadExplanation['conversions'] {
  return Object.entries(conversions.destinations).map(([destination, settings]) => {
    const skipped = settings.enabled ? withoutConsent(lead, settings) : 'switched off';
    return { destination, event: settings.event, ...(skipped !== undefined && { skipped }) };
  });
}

function titleOf({ sources }: Settings, name: string): string {
  return sourceNamed(sources, name)?.title ?? name;
}
