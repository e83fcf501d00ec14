import { WORKFLOW_MAP } from '../workflow/map.ts';
import type { CommandIo } from './open-settings.ts';
import { type ExitCode, type JsonOption, printResult } from './print-result.ts';
import { heading, indented, pairs, table } from './table.ts';

/** `leadline map`: the ten questions about the workflow, and leadline's answers. */
export async function runMap(options: JsonOption, io: CommandIo): Promise<ExitCode> {
  printResult(options, io, WORKFLOW_MAP, mapInWords());
  return 0;
}

function mapInWords(): string {
  const { trigger, inputs, stages, decisions, systems } = WORKFLOW_MAP;
  const { handoffs, exceptions, output, monitoring } = WORKFLOW_MAP;
  return [
    pairs([
      ['Trigger', trigger],
      ['Inputs', inputs],
    ]),
    '',
    table(
      ['Stage', 'After', 'Owner', 'Systems', 'Effect', 'What it does'],
      stages.map(({ name, after, owner, systems: talksTo, effect, does }) => [
        name,
        after.join(', ') || undefined,
        owner,
        talksTo.join(', '),
        effect,
        does,
      ]),
    ),
    '',
    heading('Why each effect is made once'),
    indented(pairs(stages.map(({ name, onceBecause }) => [name, onceBecause]))),
    '',
    heading('Decision points'),
    indented(pairs(decisions.map(({ question, where }) => [question, where]))),
    '',
    pairs([
      ['Systems', systems.join(', ')],
      ['Handoffs', handoffs],
      ['Exceptions', exceptions],
      ['Output', output],
      ['Monitoring', monitoring],
    ]),
  ].join('\n');
}
