import type { Effects } from '../workflow/effect-once.ts';
import type { DecidedLead, Ledger } from '../workflow/ledger.ts';
import type { Alerts, Crm } from '../workflow/ports.ts';
import { type Assigned, hold, type Outcome, wait } from '../workflow/stage.ts';
import type { AlertSettings } from './alert-settings.ts';
import { claimButton, isByClaim } from './claim-button.ts';
import type { CrmSettings } from './crm-settings.ts';
import { claimableUntil, claimDecider, type DecideClaimDeps } from './decide-claim.ts';
import { ownerInCrm } from './owner-in-crm.ts';
import { createAlertPoster } from './post-alert.ts';
import { alertIn } from './step-results.ts';
import { planContactWrite } from './survivorship.ts';

export type FollowClaimDeps = DecideClaimDeps & {
  crm: Crm;
  alerts: Alerts;
  ledger: Pick<Ledger, 'load'>;
  settings: { crm: CrmSettings; alerts: AlertSettings };
  /** A source's name for people. */
  sourceTitle: (source: string) => string;
};

/** A lead that was to be claimed and has its owner; `ownerId` as the CRM names them. */
export type ClaimedLead = DecidedLead & { ownerId?: string };

export type ClaimFollower = {
  /** Who has the lead by now; else what the step does meanwhile. */
  settled: (work: Assigned) => Promise<ClaimedLead | Outcome<never>>;
  /** The contact's owner, and what else of the decision crm.yaml writes. */
  writeContact: (work: Assigned, claimed: ClaimedLead, effects: Effects) => Promise<void>;
  /**
   * A line in the alert's thread, and in the place of its button who has the lead; while there is
   * no alert yet, what the step does meanwhile.
   */
  tell: (
    work: Assigned,
    claimed: ClaimedLead,
    effects: Effects,
  ) => Promise<Outcome<never> | undefined>;
};

/** A claim hurries the step; this is for the one that came in the very moment of a look. */
const CLAIM_LOOK_MS = 5_000;

/** Past its time, when nobody can have it by turn either. */
const NOBODY_LOOK_MS = 60_000;

/** How soon to look again whether the alert is out. */
const ALERT_LOOK_MS = 1_000;

/** An alert that comes later than this says itself who has the lead. */
const ALERT_PATIENCE_MS = 120_000;

/** What follows a claim, or the time in which nobody made one. */
export function claimFollower(deps: FollowClaimDeps): ClaimFollower {
  const { crm, alerts, ledger, settings, now } = deps;
  const decider = claimDecider(deps);
  const ownerIdOf = ownerInCrm(deps);
  const poster = createAlertPoster(deps);
  const replaceButton = claimButton(deps);

  async function settled(work: Assigned): Promise<ClaimedLead | Outcome<never>> {
    const { lead, decidedLead = lead } = work;
    const { held, ...decided } = await decider.settle({ ...work, lead: decidedLead });
    const { decision } = decided;
    if (held?.heldUntil !== undefined) return hold(held.heldUntil, now(), held.because);
    if (decision.outcome === 'to_claim') {
      const leftMs = claimableUntil(decision, settings.team) - now();
      if (leftMs > 0) return wait(Math.min(leftMs, CLAIM_LOOK_MS), 'waits to be claimed');
      return wait(NOBODY_LOOK_MS, 'nobody has claimed it, and nobody can have it by turn');
    }
    const ownerId = await ownerIdOf(decision);
    return { ...decided, ...(ownerId !== undefined && { ownerId }) };
  }

  async function writeContact(
    work: Assigned,
    claimed: ClaimedLead,
    effects: Effects,
  ): Promise<void> {
    const changed = changedProperties(work, claimed, settings.crm);
    if (Object.keys(changed).length === 0) return;
    await effects.once({
      name: 'claim-owner',
      make: () => crm.updateContact(work.contactId, changed),
      settle: async () => undefined,
    });
  }

  async function tell(
    work: Assigned,
    claimed: ClaimedLead,
    effects: Effects,
  ): Promise<Outcome<never> | undefined> {
    const { leadId } = work.lead;
    const { decision } = claimed;
    const record = await ledger.load(leadId);
    const isPending = record?.steps['alert']?.state === 'pending';
    if (isPending && now() - decision.decidedAt < ALERT_PATIENCE_MS) {
      return wait(ALERT_LOOK_MS, 'waits for its alert, to say in its thread who has it');
    }
    const alerted = record && alertIn(record);
    if (!alerted) return undefined;
    const place = { channel: alerted.channel, threadTs: alerted.ts };
    const mark = `${leadId}~claim`;
    await effects.once({
      name: 'claim-line',
      make: () =>
        alerts.say(whoHasIt(claimed), place, {
          mark,
          ...(decision.owner && { owner: decision.owner }),
        }),
      settle: (attemptedAt) => poster.find(mark, place, attemptedAt),
    });
    // Behind the line: that one is for the owner, who is waiting for it.
    await replaceButton(work, claimed, record, effects);
    return undefined;
  }

  return { settled, writeContact, tell };
}

/** What the assignment could not write yet, since nobody had the lead. */
function changedProperties(
  work: Assigned,
  { decision, ownerId }: ClaimedLead,
  settings: CrmSettings,
): Record<string, string> {
  const { lead, match } = work;
  const before = planContactWrite({ lead, match, decision: work.decision, settings });
  const after = planContactWrite({
    ...{ lead, match, decision, settings },
    ...(ownerId !== undefined && { ownerId }),
  });
  return Object.fromEntries(
    Object.entries(after).filter(([property, value]) => before[property] !== value),
  );
}

/** One line for the thread, which the owner's mention stands before. */
function whoHasIt(claimed: DecidedLead): string {
  const { owner, because } = claimed.decision;
  if (owner === undefined) return `Nobody has it: ${because}`;
  return isByClaim(claimed)
    ? `${owner.name} claimed it, and has it now.`
    : `${owner.name} has it: ${because}`;
}
