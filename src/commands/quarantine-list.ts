import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printResult } from './print-result.ts';
import { table } from './table.ts';
import { durationInWords } from './time-words.ts';

export type QuarantineListOptions = SettingsOptions & { limit?: number; offset?: number };

const LIMIT = 50;

/** `leadline quarantine list`: submissions that are kept but not routed until somebody decides. */
export function runQuarantineList(
  options: QuarantineListOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withLeadline(options, io, async ({ ledger, world }) => {
    const page = { offset: options.offset ?? 0, limit: options.limit ?? LIMIT };
    const { leads, total } = await ledger.list('quarantined', page);
    const loaded = await Promise.all(leads.map(({ leadId }) => ledger.load(leadId)));
    const records = loaded.filter((record) => record !== undefined);
    const rows = records.map(({ leadId, source, receivedAt, reasonCode, reason }) => [
      leadId,
      `${durationInWords(world.now() - receivedAt)} ago`,
      source,
      reasonCode,
      reason,
    ]);
    const last = page.offset + records.length;
    printResult(
      options,
      io,
      {
        total,
        quarantined: records.map(({ leadId, source, receivedAt, reasonCode, reason }) => ({
          leadId,
          source,
          receivedAt: new Date(receivedAt).toISOString(),
          reasonCode,
          reason,
        })),
      },
      records.length === 0
        ? 'Nothing is in quarantine.'
        : [
            table(['Lead', 'Received', 'Source', 'Code', 'Why'], rows),
            '',
            `${records.length} of ${total}.${last < total ? ` More: --offset ${last}.` : ''} \`leadline quarantine show <lead>\` shows what was sent.`,
          ].join('\n'),
    );
    return 0;
  });
}
