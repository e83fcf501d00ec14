import type { FoundDeadLetter } from '../workflow/dead-letters.ts';
import { type DeadFilterOptions, deadFilter } from './dead-filter.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { table } from './table.ts';
import { durationInWords } from './time-words.ts';

/** `leadline dead list`: what gave up and waits for a person, newest first. */
export async function runDeadList(options: DeadFilterOptions, io: CommandIo): Promise<ExitCode> {
  const read = deadFilter(options, Date.now());
  if ('says' in read) {
    printProblem(options, io, read);
    return 2;
  }
  return withLeadline(options, io, async ({ deadLetters, world }) => {
    const found = await deadLetters.find(read.filter);
    printResult(
      options,
      io,
      { deadLetters: found.map(deadLetterDocument) },
      found.length === 0
        ? noneFound(read.narrowed)
        : `${deadLetterTable(found, world.now())}\n\n${listed(found)}`,
    );
    return 0;
  });
}

export function deadLetterDocument({ deadLetter, record }: FoundDeadLetter) {
  return { ...deadLetter, at: new Date(deadLetter.at).toISOString(), source: record.source };
}

export function deadLetterTable(found: FoundDeadLetter[], nowMs: number): string {
  return table(
    ['Lead', 'Step', 'Class', 'Gave up', 'Source', 'What the system said'],
    found.map(({ deadLetter, record }) => [
      deadLetter.leadId,
      deadLetter.step,
      deadLetter.errorClass,
      `${durationInWords(nowMs - deadLetter.at)} ago`,
      record.source,
      deadLetter.words,
    ]),
  );
}

export function noneFound(narrowed: boolean): string {
  return narrowed
    ? 'No dead letter fits. `leadline dead list` without conditions shows all.'
    : 'There are no dead letters.';
}

export function countOf(found: unknown[]): string {
  return `${found.length} dead ${found.length === 1 ? 'letter' : 'letters'}`;
}

function listed(found: FoundDeadLetter[]): string {
  return `${countOf(found)}. \`leadline dead show <lead>\` says what to do about one; \`leadline dead replay\` takes a lead or the same conditions.`;
}
