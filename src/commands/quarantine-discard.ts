import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { notQuarantined } from './quarantine-show.ts';

export type QuarantineDiscardOptions = SettingsOptions & {
  /** Why; stands in the lead's story. */
  reason?: string;
  /** Needed for more than one. */
  yes?: boolean;
};

/** `leadline quarantine discard <leadId…>`: refuses submissions for good; they stay in the ledger. */
export async function runQuarantineDiscard(
  leadIds: string[],
  options: QuarantineDiscardOptions,
  io: CommandIo,
): Promise<ExitCode> {
  if (leadIds.length > 1 && !options.yes) {
    printProblem(options, io, {
      says: `${leadIds.length} submissions would be refused for good. Nothing was done yet.`,
      doThis: 'Add --yes if that is what you want.',
    });
    return 2;
  }
  return withLeadline(options, io, async ({ ledger, world }) => {
    const reason = options.reason ?? 'discarded by operations';
    const results = [];
    for (const leadId of leadIds) {
      results.push({ leadId, done: await ledger.refuse(leadId, reason, world.now()) });
    }
    const discarded = results.filter(({ done }) => done).map(({ leadId }) => leadId);
    const kept = results.filter(({ done }) => !done).map(({ leadId }) => leadId);
    printResult(
      options,
      io,
      { discarded, notQuarantined: kept },
      [
        ...discarded.map((leadId) => `Lead ${leadId} is refused: ${reason}.`),
        ...kept.map((leadId) => Object.values(notQuarantined(leadId)).join('\n')),
      ].join('\n'),
    );
    return kept.length === 0 ? 0 : 1;
  });
}
