import type { Leadline } from '../compose.ts';
import type { FoundDeadLetter } from '../workflow/dead-letters.ts';
import { type DeadFilterOptions, deadSelection } from './dead-filter.ts';
import { countOf, deadLetterDocument, deadLetterTable, noneFound } from './dead-list.ts';
import { noDeadLetters } from './dead-show.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';

export type DeadReplayOptions = DeadFilterOptions & {
  all?: boolean;
  /** Replays a second: a system that has just recovered is not to be knocked over again. */
  rate?: number;
  dryRun?: boolean;
};

const RATE = 5;

/** `leadline dead replay`: runs dead letters again, and of each only what is missing. */
export async function runDeadReplay(options: DeadReplayOptions, io: CommandIo): Promise<ExitCode> {
  const read = deadSelection(options, Date.now(), 'replayed');
  if ('says' in read) {
    printProblem(options, io, read);
    return 2;
  }
  return withLeadline(options, io, async (leadline) => {
    const found = await leadline.deadLetters.find(read.filter);
    if (found.length === 0 && options.lead !== undefined) {
      printProblem(options, io, noDeadLetters(options.lead));
      return 1;
    }
    if (!options.dryRun) await replayAll(found, leadline, options.rate ?? RATE);
    printResult(
      options,
      io,
      { dryRun: options.dryRun === true, replayed: found.map(deadLetterDocument) },
      inWords(found, options, leadline.world.now()),
    );
    return 0;
  });
}

/** The oldest first: those people have waited longest. */
async function replayAll(
  found: FoundDeadLetter[],
  { deadLetters }: Leadline,
  perSecond: number,
): Promise<void> {
  for (const [index, { deadLetter }] of found.toReversed().entries()) {
    if (index > 0) await new Promise((resolve) => setTimeout(resolve, 1_000 / perSecond));
    await deadLetters.replay(deadLetter);
  }
}

function inWords(found: FoundDeadLetter[], options: DeadReplayOptions, nowMs: number): string {
  if (found.length === 0) return noneFound(!options.all);
  const shown = deadLetterTable(found, nowMs);
  if (options.dryRun) {
    return `${shown}\n\n${countOf(found)} would be replayed, at most ${options.rate ?? RATE} a second. Nothing was done yet: leave out --dry-run.`;
  }
  const first = found[0]?.deadLetter.leadId ?? '';
  return `${shown}\n\n${countOf(found)} replayed; the workers take them from here. \`leadline trace ${first}\` shows how it goes.`;
}
