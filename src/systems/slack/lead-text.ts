import type { LeadAlert } from '../../workflow/ports.ts';
import { clockUtc, crmLink, headlineOf, mentionId, ownerName } from './alert-words.ts';
import { disarmed, escapeForSlack, oneLine } from './slack-text.ts';

/** What a notification shows: `New lead: Jane Doe (Acme) · DACH · for Ada`. Pings nobody. */
export function leadText(alert: LeadAlert, inThread: boolean): string {
  const market = oneLine(alert.marketTitle, 100);
  const parts = [headlineOf(alert, inThread), market, `for ${ownerName(alert)}`];
  return disarmed(parts.filter((part) => part !== '').join(' · '));
}

/**
 * The whole alert as text, for when Slack will not take its blocks. Every line begins with a word
 * of ours and the lead's own lines are joined, so that nothing the lead wrote looks like a line of
 * the alert. The only mention is the owner's, the only link the CRM's.
 */
export function leadTextInFull(alert: LeadAlert, inThread: boolean): string {
  const { person } = alert;
  const slackId = mentionId(alert.owner);
  const owner = slackId ? `<@${slackId}>` : disarmed(ownerName(alert));
  const link = crmLink(alert);
  const lines = [
    disarmed(headlineOf(alert, inThread)),
    line('Market', alert.marketTitle, 100),
    `Owner: ${owner}`,
    line('Why', alert.ownerReason, 300),
    line('Provisional', alert.provisional, 300),
    // An address that can be copied would have to be left armed; people read "(at)".
    line('E-mail', person.email?.replaceAll('@', ' (at) '), 300),
    line('Phone', person.phone, 100),
    line('Job title', person.jobTitle, 200),
    line('Country', person.country, 100),
    line('Asked', alert.message, 1_500),
    line('Campaign', alert.campaign, 300),
    line('Source', alert.sourceTitle, 200),
    ...alert.remarks.slice(0, 5).map((remark) => line('Note', remark, 200)),
    `Received: ${clockUtc(alert.receivedAt)} UTC`,
    link ? `CRM: <${escapeForSlack(link)}>` : '',
  ];
  return lines.filter((each) => each !== '').join('\n');
}

function line(label: string, value: string | undefined, max: number): string {
  const text = oneLine(value ?? '', max);
  return text ? `${label}: ${disarmed(text)}` : '';
}
