import { type Absence, absenceEndInWords, absenceSchema, hasTime } from '../routing/absences.ts';
import { sayAway, whenIsAbsence } from '../routing/said-absences.ts';
import { type AbsenceOptions, changeAbsence } from './absence-change.ts';
import type { CommandIo } from './open-settings.ts';
import { type ExitCode, printProblem } from './print-result.ts';

export type AwayOptions = AbsenceOptions & {
  /** Shown wherever the absence is explained. */
  note?: string;
};

/**
 * `leadline away <member> <from> <to>`: out of office in the member's own time zone, beside what
 * team.yaml says. With days, `to` is the last day away; with times, the moment they are back.
 */
export async function runAway(
  [key = '', from, until]: string[],
  options: AwayOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const { note } = options;
  const read = absenceSchema.safeParse({ from, until, ...(note !== undefined && { note }) });
  if (!read.success) {
    printProblem(options, io, notAnAbsence(read.error.issues[0], { from, until }));
    return 2;
  }
  const absence = read.data;
  let over = false;
  const exit = await changeAbsence(
    key,
    {
      change: (said, { member, by, now }) => {
        over = whenIsAbsence(absence, member, now) === 'over';
        if (over) return { says: `was not said to be away: ${absence.until} is over already` };
        return {
          says: `is said to be away ${inWords(absence)}`,
          said: sayAway(said, { ...absence, said: { at: now, by } }, member, now),
        };
      },
    },
    options,
    io,
  );
  return over ? 2 : exit;
}

function notAnAbsence(
  issue: { path: PropertyKey[]; message: string } | undefined,
  given: { from: string | undefined; until: string | undefined },
): { says: string; doThis: string } {
  const field = issue?.path[0] === 'from' ? 'from' : issue?.path[0] === 'until' ? 'until' : 'note';
  const name = field === 'until' ? 'to' : field;
  const doThis =
    'Use it as `leadline away <member> <from> <to>`, such as `leadline away ada 2026-08-03 2026-08-14`; `leadline away` alone lists who is away.';
  if (field !== 'note' && given[field] === undefined) {
    return { says: `<${name}> is missing.`, doThis };
  }
  const found = field === 'note' ? 'The note' : `<${name}> "${given[field]}"`;
  return { says: `${found} cannot be used: ${issue?.message ?? 'it is wrong'}.`, doThis };
}

function inWords(absence: Absence): string {
  const note = absence.note === undefined ? '' : ` (${absence.note})`;
  const last = hasTime(absence.until) ? '' : ', that day included';
  return `from ${absence.from.replace('T', ' ')} until ${absenceEndInWords(absence)}${last}${note}`;
}
