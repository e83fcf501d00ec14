import type { LeadAlert } from '../../workflow/ports.ts';
import { oneLine } from './slack-text.ts';

const MEMBER_ID = /^[UW][A-Z0-9]{2,}$/;
const URL_MAX = 3_000;

/** Who it is, as text that is still to be put in a literal place or disarmed. */
function whoIs(person: LeadAlert['person']): string {
  const name = [person.name, person.email, person.phone]
    .map((value) => oneLine(value ?? '', 80))
    .find((value) => value !== '');
  const company = oneLine(person.company ?? '', 45);
  return `${name ?? 'Name unknown'}${company ? ` (${company})` : ''}`;
}

export function headlineOf(alert: LeadAlert, inThread: boolean): string {
  if (alert.correction) return oneLine(alert.correction, 300);
  if (inThread) return `Another request from ${whoIs(alert.person)}`;
  return `${alert.known ? 'Known contact' : 'New lead'}: ${whoIs(alert.person)}`;
}

/** The member to mention. Only ever from team.yaml, and only if it is a member id. */
export function mentionId(owner: LeadAlert['owner']): string | undefined {
  return owner?.slackId && MEMBER_ID.test(owner.slackId) ? owner.slackId : undefined;
}

export function ownerName({ owner, claimable }: LeadAlert): string {
  const nobody = claimable === true ? 'whoever claims it first' : 'nobody has it yet';
  return oneLine(owner?.name ?? '', 100) || nobody;
}

export function claimWords(
  alert: LeadAlert,
  { byClaim }: NonNullable<LeadAlert['claimEnded']>,
): string {
  if (byClaim) return `Claimed by ${ownerName(alert)}`;
  return `Nobody claimed it: ${alert.owner ? `${ownerName(alert)} has it` : ownerName(alert)}`;
}

/** The link, if it is one that Slack can carry. */
export function crmLink(alert: LeadAlert): string | undefined {
  const link = alert.crmUrl ?? '';
  if (link.length > URL_MAX || /[\s<>|]/.test(link) || !URL.canParse(link)) return undefined;
  return /^https?:\/\//i.test(link) ? link : undefined;
}

/** `14:05` in UTC. */
export function clockUtc(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 16);
}
