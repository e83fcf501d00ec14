import type { FoundDeadLetter } from '../workflow/dead-letters.ts';
import { stepOf } from '../workflow/steps.ts';
import { deadLetterDocument } from './dead-list.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { heading, indented, pairs, table } from './table.ts';
import { durationInWords } from './time-words.ts';

/** `leadline dead show <leadId>`: everything about a lead's dead letters, and what to do. */
export function runDeadShow(
  leadId: string,
  options: SettingsOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withLeadline(options, io, async ({ deadLetters, world }) => {
    const found = await deadLetters.find({ leadId });
    if (found.length === 0) {
      printProblem(options, io, noDeadLetters(leadId));
      return 1;
    }
    printResult(
      options,
      io,
      { deadLetters: found.map(deadLetterDocument) },
      found.map((each) => inWords(each, world.now())).join('\n\n'),
    );
    return 0;
  });
}

export function noDeadLetters(leadId: string): { says: string; doThis: string } {
  return {
    says: `Lead ${leadId} has no dead letter.`,
    doThis: `\`leadline trace ${leadId}\` shows where it is; \`leadline dead list\` shows all dead letters.`,
  };
}

function inWords({ deadLetter, record }: FoundDeadLetter, nowMs: number): string {
  const { leadId, step, system, errorClass, code, status, words, advice, at } = deadLetter;
  return [
    heading(`Lead ${leadId}, step ${step}`),
    indented(
      pairs([
        ['Stage', stepOf(step).stage],
        ['System', system],
        ['Source', record.source],
        ['Class', [errorClass, code, status].filter((each) => each !== undefined).join(', ')],
        ['In its words', words],
        ['Gave up', `${new Date(at).toISOString()}, ${durationInWords(nowMs - at)} ago`],
        ['Replayed', deadLetter.generation === 0 ? 'never' : `${deadLetter.generation} times`],
        ['What to do', advice],
      ]),
    ),
    '',
    heading('Attempts'),
    indented(
      table(
        ['When', 'What it said'],
        deadLetter.attempts.map((attempt) => [new Date(attempt.at).toISOString(), attempt.words]),
      ),
    ),
    '',
    `Next: \`leadline dead edit ${leadId} --set <path>=<value>\` corrects the lead, \`leadline dead replay ${leadId}\` runs it again, \`leadline dead discard ${leadId}\` gives it up.`,
  ].join('\n');
}
