import { type DeadFilterOptions, deadSelection } from './dead-filter.ts';
import { countOf, deadLetterDocument, deadLetterTable, noneFound } from './dead-list.ts';
import { noDeadLetters } from './dead-show.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';

export type DeadDiscardOptions = DeadFilterOptions & {
  all?: boolean;
  /** Needed for more than one. */
  yes?: boolean;
  /** Who gives it up; stands in the lead's story. */
  by?: string;
};

/** `leadline dead discard`: gives dead letters up for good, and the steps that wait for them. */
export async function runDeadDiscard(
  options: DeadDiscardOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const read = deadSelection(options, Date.now(), 'discarded');
  if ('says' in read) {
    printProblem(options, io, read);
    return 2;
  }
  return withLeadline(options, io, async ({ deadLetters, world }) => {
    const found = await deadLetters.find(read.filter);
    if (found.length === 0 && options.lead !== undefined) {
      printProblem(options, io, noDeadLetters(options.lead));
      return 1;
    }
    const shown = deadLetterTable(found, world.now());
    if (found.length > 1 && !options.yes) {
      printProblem(options, io, {
        says: `${options.json ? '' : `${shown}\n\n`}${countOf(found)} would be discarded for good. Nothing was done yet.`,
        doThis: 'Add --yes if that is what you want.',
      });
      return 2;
    }
    for (const { deadLetter } of found) {
      await deadLetters.discard(deadLetter, options.by ?? 'operations');
    }
    printResult(
      options,
      io,
      { discarded: found.map(deadLetterDocument) },
      found.length === 0
        ? noneFound(!options.all)
        : `${shown}\n\n${countOf(found)} discarded; the leads stay in the ledger with their stories.`,
    );
    return 0;
  });
}
