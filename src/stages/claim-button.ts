import type { Markets } from '../routing/markets.ts';
import type { Team } from '../routing/team.ts';
import type { Effects } from '../workflow/effect-once.ts';
import type { DecidedLead, LeadRecord } from '../workflow/ledger.ts';
import type { AlertReference, Alerts, Crm, LeadAlert } from '../workflow/ports.ts';
import type { Assigned } from '../workflow/stage.ts';
import type { AlertSettings } from './alert-settings.ts';
import { announcementIn } from './announcement.ts';
import { describeLead } from './describe-lead.ts';
import { whatCameOfIt } from './follow-announcement.ts';
import { marketOf } from './market-of.ts';
import { fallbackRemark } from './post-alert.ts';

export type ClaimButtonDeps = {
  alerts: Pick<Alerts, 'update'>;
  crm: Pick<Crm, 'contactUrl'>;
  settings: { alerts: AlertSettings; markets: Markets; team: Team };
  /** A source's name for people. */
  sourceTitle: (source: string) => string;
};

/** Whether it was claimed, and not given by turn after the time for that. */
export function isByClaim({ decision, basis }: DecidedLead): boolean {
  return basis.claimedBy !== undefined && decision.owner?.member === basis.claimedBy;
}

/**
 * Has the message with the button say instead who has the lead, and since when. Written twice it
 * is the same, so an attempt of unknown end is just repeated; and a message that cannot be changed
 * any more keeps its button, whose press says who has the lead.
 */
export function claimButton(
  deps: ClaimButtonDeps,
): (work: Assigned, claimed: DecidedLead, record: LeadRecord, effects: Effects) => Promise<void> {
  const { alerts, settings } = deps;

  return async (work, claimed, record, effects) => {
    const message = messageWithButton(record);
    if (!message) return;
    await effects.once({
      name: 'claim-button',
      make: async () => ({
        replaced: await alerts.update(
          withoutButton(work, claimed, record, message),
          message.reference,
        ),
      }),
      settle: async () => undefined,
    });
  };

  function withoutButton(
    work: Assigned,
    claimed: DecidedLead,
    record: LeadRecord,
    { follows, inFallback }: MessageWithButton,
  ): LeadAlert {
    const { channel } = marketOf(settings.markets, work.decision);
    const announced = follows ? announcementIn(record) : undefined;
    const names = {
      ...{ team: settings.team, details: settings.alerts.details },
      ...{ contactUrl: deps.crm.contactUrl, sourceTitle: deps.sourceTitle },
    };
    const remarks = inFallback ? [fallbackRemark(channel)] : [];
    return {
      ...describeLead({ ...work, decision: claimed.decision }, remarks, names),
      ...(announced && { correction: whatCameOfIt(announced.decision, work) }),
      claimEnded: { at: claimed.decision.decidedAt, byClaim: isByClaim(claimed) },
    };
  }
}

type MessageWithButton = {
  reference: AlertReference;
  /** It is the answer in a provisional alert's thread, which has no button itself. */
  follows: boolean;
  inFallback: boolean;
};

function messageWithButton({ effects }: LeadRecord): MessageWithButton | undefined {
  for (const follows of [true, false]) {
    for (const inFallback of [true, false]) {
      const name = `${follows ? 'alert-correction' : 'alert'}${inFallback ? '-fallback' : ''}`;
      const found = effects[name];
      if (found?.state === 'made') {
        return { reference: found.value as AlertReference, follows, inFallback };
      }
    }
  }
  return undefined;
}
