import type { Decision } from '../routing/decision.ts';
import type { LeadRecord } from '../workflow/ledger.ts';
import type { AlertReference } from '../workflow/ports.ts';
import type { AlertPlace } from './post-alert.ts';

/** What is said before the CRM could be asked, decided once and before anything is posted. */
export type AnnouncementPlan = { decision: Decision; place: AlertPlace };

export type Announcement = AnnouncementPlan & {
  /** The message of the provisional alert, or the attempt at one that nobody knows the end of. */
  message?:
    | { effect: string; state: 'made'; at: number; reference: AlertReference }
    | { effect: string; state: 'attempted'; at: number };
};

/** The effects that a provisional alert leaves in a lead's record. */
export const PLAN_EFFECT = 'announcement';
export const PROVISIONAL_EFFECT = 'alert-provisional';
export const PROVISIONAL_FALLBACK_EFFECT = `${PROVISIONAL_EFFECT}-fallback`;

/** Held while a provisional alert is being posted: the real one waits that long. */
export function announcementLock(leadId: string): string {
  return `announcement:${leadId}`;
}

/** What sales were told of this lead while the CRM was away, as its record has it. */
export function announcementIn({ effects }: Pick<LeadRecord, 'effects'>): Announcement | undefined {
  const plan = effects[PLAN_EFFECT];
  if (plan?.state !== 'made') return undefined;
  const planned = plan.value as AnnouncementPlan;
  for (const effect of [PROVISIONAL_FALLBACK_EFFECT, PROVISIONAL_EFFECT]) {
    const found = effects[effect];
    if (found?.state === 'attempted') {
      return { ...planned, message: { effect, state: 'attempted', at: found.at } };
    }
    if (found?.state === 'made') {
      const reference = found.value as AlertReference;
      return { ...planned, message: { effect, state: 'made', at: found.at, reference } };
    }
  }
  return planned;
}

/** Where to answer to it: replies go to the first message of a thread, never to a reply. */
export function threadOf(
  { place }: AnnouncementPlan,
  { channel, ts }: AlertReference,
): Required<AlertPlace> {
  const inThread = channel === place.channel ? place.threadTs : undefined;
  return { channel, threadTs: inThread ?? ts };
}
