import type { Leadline } from '../compose.ts';
import { type Correction, correctLead } from '../lead/correct-lead.ts';
import type { LeadRecord } from '../workflow/ledger.ts';
import { noDeadLetters } from './dead-show.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';

export type DeadEditOptions = SettingsOptions & {
  /** `person.email=grace@example.com`; nothing behind the `=` takes the value away. */
  set: string[];
};

/**
 * `leadline dead edit <leadId> --set person.email=…`: corrects what an outside system refused. The
 * value is read as intake would read it. The submission itself stays as it came.
 */
export async function runDeadEdit(
  leadId: string,
  options: DeadEditOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const corrections = options.set.map(readCorrection);
  const malformed = options.set.filter((_, index) => corrections[index] === undefined);
  if (corrections.length === 0 || malformed.length > 0) {
    printProblem(options, io, {
      says:
        malformed.length > 0
          ? `--set ${malformed.join(', ')}: there is no "=".`
          : 'There is nothing to correct.',
      doThis: 'Expected --set <path>=<value>, for example --set person.email=grace@example.com.',
    });
    return 2;
  }
  return withLeadline(options, io, (leadline) =>
    edit(
      leadId,
      corrections.filter((each) => each !== undefined),
      { leadline, options, io },
    ),
  );
}

async function edit(
  leadId: string,
  corrections: Correction[],
  { leadline, options, io }: { leadline: Leadline; options: DeadEditOptions; io: CommandIo },
): Promise<ExitCode> {
  const { ledger, settings, world } = leadline;
  const record = await ledger.load(leadId);
  if (!record?.lead || record.status !== 'dead') {
    printProblem(options, io, noDeadLetters(leadId));
    return 1;
  }

  const country = settings.sources.sources[record.source]?.defaultCountry;
  const corrected = correctLead(record.lead, corrections, country === undefined ? [] : [country]);
  if ('problems' in corrected) {
    const says = corrected.problems.map((problem) => `${problem}.`).join('\n');
    printProblem(options, io, { says, doThis: 'Nothing was changed.' });
    return 2;
  }

  const paths = corrections.map(({ path }) => path);
  const says = `${paths.join(', ')} corrected by operations`;
  if (!(await ledger.correctLead(record.lead, corrected.lead, says, world.now()))) {
    printProblem(options, io, {
      says: 'Somebody changed this lead a moment ago, so nothing was written.',
      doThis: `Look at it with \`leadline trace ${leadId}\`, then try again.`,
    });
    return 1;
  }
  printResult(options, io, { leadId, corrected: paths }, inWords(record, paths));
  return 0;
}

function readCorrection(text: string): Correction | undefined {
  const equals = text.indexOf('=');
  if (equals <= 0) return undefined;
  return { path: text.slice(0, equals).trim(), value: text.slice(equals + 1) };
}

function inWords({ leadId, steps }: LeadRecord, paths: string[]): string {
  const written = steps['assign']?.state === 'done';
  return [
    `Corrected ${paths.join(', ')} of lead ${leadId}.`,
    ...(written
      ? ['Its contact in the CRM was written before; correct it there too, if it has to be.']
      : []),
    `Next: \`leadline dead replay ${leadId}\`.`,
  ].join('\n');
}
