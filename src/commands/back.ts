import { absenceEndInWords } from '../routing/absences.ts';
import { sayBack, whenIsAbsence } from '../routing/said-absences.ts';
import { type AbsenceOptions, changeAbsence } from './absence-change.ts';
import type { CommandIo } from './open-settings.ts';
import type { ExitCode } from './print-result.ts';

export type BackOptions = AbsenceOptions & {
  /** Forgets what is still to come, too. */
  all?: boolean;
};

/** `leadline back <member>`: ends what `leadline away` said. */
export function runBack(key: string, options: BackOptions, io: CommandIo): Promise<ExitCode> {
  return changeAbsence(
    key,
    {
      change: (before, { member, now }) => {
        const { said, ended } = sayBack(before, member, now, { planned: options.all ?? false });
        const until = ended.map(absenceEndInWords).join(', ');
        return ended.length === 0
          ? { says: 'was not said to be away by command' }
          : { said, says: `is said to be back (was away until ${until})` };
      },
      still: ({ member, now }) => {
        const absence = member.away.find((one) => whenIsAbsence(one, member, now) === 'now');
        return (
          absence && {
            says: `team.yaml still has ${member.name} away until ${absenceEndInWords(absence)}.`,
            doThis: 'Take the entry out of team.yaml; commands only change what commands said.',
          }
        );
      },
    },
    options,
    io,
  );
}
