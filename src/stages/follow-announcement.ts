import type { Decision } from '../routing/decision.ts';
import type { Effects } from '../workflow/effect-once.ts';
import type { Ledger, Locks } from '../workflow/ledger.ts';
import type { AlertReference, LeadAlert } from '../workflow/ports.ts';
import type { Assigned } from '../workflow/stage.ts';
import type { AlertSettings } from './alert-settings.ts';
import {
  type Announcement,
  announcementIn,
  announcementLock,
  PROVISIONAL_FALLBACK_EFFECT,
  threadOf,
} from './announcement.ts';
import type { AlertPoster } from './post-alert.ts';

/** A provisional alert that is out, and since when. */
export type PostedAnnouncement = Announcement & { reference: AlertReference; postedAt: number };

export type AnnouncementFollower = {
  /** `under_way`: it is being posted at this moment. Undefined: sales know nothing yet. */
  of: (leadId: string) => Promise<PostedAnnouncement | 'under_way' | undefined>;
  /** Confirms or corrects it in its thread, once. */
  follow: (
    work: Assigned,
    posted: PostedAnnouncement,
    describe: (remarks: string[]) => LeadAlert,
    effects: Effects,
  ) => Promise<void>;
};

/**
 * What follows a provisional alert once the CRM has answered.
 *
 * A provisional alert is only begun while the lead is not assigned, under a lock by which its
 * attempt is fenced. The alert stage runs after the assignment: with the lock free, what the record
 * says now is final.
 */
export function createAnnouncementFollower(deps: {
  poster: AlertPoster;
  locks: Pick<Locks, 'isHeld'>;
  ledger: Pick<Ledger, 'effects' | 'recordEffect'>;
  settings: { alerts: AlertSettings };
}): AnnouncementFollower {
  const { poster, locks, ledger } = deps;

  async function of(leadId: string): Promise<PostedAnnouncement | 'under_way' | undefined> {
    if (await locks.isHeld(announcementLock(leadId))) return 'under_way';
    const effects = await ledger.effects(leadId);
    // The real alert was begun: then this was asked before, and the answer was no.
    if (!effects || effects['alert'] || effects['alert-fallback']) return undefined;
    const announced = announcementIn({ effects });
    if (!announced?.message) return undefined;
    const { message } = announced;
    const reference =
      message.state === 'made' ? message.reference : await lookedUp(leadId, announced);
    return reference && { ...announced, reference, postedAt: message.at };
  }

  /** Its worker died in the middle: the history shows whether the message is there. */
  async function lookedUp(
    leadId: string,
    { message, place }: Announcement,
  ): Promise<AlertReference | undefined> {
    if (!message) return undefined;
    const { fallbackChannel } = deps.settings.alerts;
    const inFallback = message.effect === PROVISIONAL_FALLBACK_EFFECT && fallbackChannel;
    const where = inFallback ? { channel: fallbackChannel } : place;
    const found = await poster.find(leadId, where, message.at);
    if (found) await ledger.recordEffect(leadId, message.effect, found, message.at);
    return found;
  }

  return {
    of,
    follow: async (work, posted, describe, effects) => {
      await poster.post({
        name: 'alert-correction',
        leadId: work.lead.leadId,
        place: threadOf(posted, posted.reference),
        describe: (remarks) => ({
          ...describe(remarks),
          correction: whatCameOfIt(posted.decision, work),
        }),
        effects,
        except: posted.reference.ts,
      });
    },
  };
}

/** One sentence for whoever read the provisional alert. */
export function whatCameOfIt(
  before: Decision,
  { decision, known }: Pick<Assigned, 'decision' | 'known'>,
): string {
  const contact = known ? 'a known contact' : 'a new contact';
  const [was, is] = [before.owner, decision.owner];
  const same = was?.email === is?.email && was?.name === is?.name;
  const market =
    before.market === decision.market
      ? ''
      : `, in ${decision.marketTitle} instead of ${before.marketTitle}`;
  if (same && market === '') {
    return is
      ? `Confirmed: ${is.name} has it, ${contact}`
      : `Confirmed: nobody has it yet, ${contact}`;
  }
  const instead = was && !same ? ` instead of ${was.name}` : '';
  return `Corrected: ${is?.name ?? 'nobody'} has it${instead}${market}, ${contact}`;
}
