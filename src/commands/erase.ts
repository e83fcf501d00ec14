import { readEmailAddress } from '../lead/email-address.ts';
import type { Erased, ErasedLead } from '../workflow/erase.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';

/**
 * `leadline erase <email>`: removes a person from ledger, queues, dead letters and indexes, and
 * leaves a tombstone that keeps retries and replays from bringing the person back. What was made in
 * outside systems is listed with its ids, since only their owners can remove it.
 */
export async function runErase(
  typed: string,
  options: SettingsOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const email = readEmailAddress(typed).value?.normalised;
  if (email === undefined) {
    printProblem(options, io, {
      says: `"${typed}" is not an e-mail address.`,
      doThis: 'Give the address that the person submitted.',
    });
    return 2;
  }
  return withLeadline(options, io, async ({ erasing }) => {
    const erased = await erasing.erase(email);
    const document = {
      leads: erased.leads.map(({ receivedAt, ...lead }) => ({
        ...lead,
        receivedAt: new Date(receivedAt).toISOString(),
      })),
      notRemoved: NOT_REMOVED,
    };
    printResult(options, io, document, inWords(erased));
    return 0;
  });
}

/** Places that leadline does not reach into, and what to do there. */
const NOT_REMOVED = [
  'CRM: delete the contact for good there (HubSpot: "Permanently delete to comply with GDPR"); its tasks go with it or are deleted by their ids.',
  'Slack: delete the alerts by channel and time stamp.',
  'Analytics and ad platforms: ask each for the deletion of the user, by its own form.',
  'Webhook receivers, backups of Redis and LEADLINE_DATA, files under LEADLINE_DATA/journal/damaged, and exports made before: remove the person there.',
];

function inWords({ leads }: Erased): string {
  const count = leads.length === 1 ? '1 lead was' : `${leads.length} leads were`;
  return [
    leads.length === 0 ? 'The ledger has no lead of this person.' : `${count} erased.`,
    ...leads.flatMap(leadInWords),
    '',
    'What was sent until now cannot come back, by retry, replay or release.',
    '',
    'Not removed, for it is not in leadline:',
    ...NOT_REMOVED.map((line) => `  ${line}`),
  ].join('\n');
}

function leadInWords(lead: ErasedLead): string[] {
  const { leadId, source, receivedAt, was, read, steps, deadLetters, outside } = lead;
  const removed = [
    read ? 'details, submission and story' : 'submission (never read, but the address is in it)',
    ...(steps.length > 0 ? [`jobs of ${steps.length} steps`] : []),
    ...(deadLetters > 0 ? [`dead letters: ${deadLetters}`] : []),
  ];
  const made = outside.map(({ effect, outsideId }) => `    ${effect} ${outsideId ?? '(no id)'}`);
  return [
    '',
    `${leadId}  ${source}, ${new Date(receivedAt).toISOString()}, was ${was}`,
    `  removed: ${removed.join(', ')}`,
    ...(made.length > 0 ? ['  made outside, and still there:', ...made] : []),
  ];
}
