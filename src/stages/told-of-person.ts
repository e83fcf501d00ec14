import type { Lead } from '../lead/lead.ts';
import type { Decision } from '../routing/decision.ts';
import type { LeadRecord, Ledger } from '../workflow/ledger.ts';
import { announcementIn, threadOf } from './announcement.ts';
import type { CrmSettings } from './crm-settings.ts';
import type { AlertPlace } from './post-alert.ts';
import { settledDecision } from './settled-decision.ts';
import { alertIn, matchedIn } from './step-results.ts';

/** What was decided about an earlier lead of the same person, and where sales were told. */
export type ToldOfPerson = { decision: Decision; thread?: AlertPlace };

type Deps = {
  ledger: Pick<Ledger, 'load' | 'leadsOfEmail'>;
  settings: { crm: CrmSettings };
};

const MINUTE_MS = 60_000;

/** Of how many of the person's other leads the one to join is looked for. */
const OTHER_LEADS_MAX = 5;

/**
 * The person's lead that this one joins. While the CRM is away they wait one behind the other, so
 * nobody has said yet that it does; then it is looked for by the address.
 *
 * @param joins as the deduplicate stage has found, if it has
 */
export async function toldOfPerson(
  lead: Lead,
  joins: string | undefined,
  { ledger, settings }: Deps,
): Promise<ToldOfPerson | undefined> {
  if (joins !== undefined) return toldIn(await ledger.load(joins));
  const email = lead.person.email?.normalised;
  const all = email === undefined ? [] : await ledger.leadsOfEmail(email);
  const before = all.slice(0, Math.max(0, all.indexOf(lead.leadId))).slice(-OTHER_LEADS_MAX);
  const since = Date.parse(lead.receivedAt) - settings.crm.joinWithinMinutes * MINUTE_MS;
  for (const leadId of before.toReversed()) {
    const record = await ledger.load(leadId);
    const told = record && record.receivedAt >= since ? toldIn(record) : undefined;
    if (told) return told;
  }
  return undefined;
}

/** Provisionally or for good. */
function toldIn(record: LeadRecord | undefined): ToldOfPerson | undefined {
  if (!record || record.lead?.synthetic) return undefined;
  const announced = announcementIn(record);
  const decision = settledDecision(record)?.decision ?? announced?.decision;
  if (!decision) return undefined;
  if (announced?.message?.state === 'made') {
    return { decision, thread: threadOf(announced, announced.message.reference) };
  }
  const alerted = alertIn(record);
  if (!alerted || matchedIn(record)?.joins !== undefined) return { decision };
  return { decision, thread: { channel: alerted.channel, threadTs: alerted.ts } };
}
