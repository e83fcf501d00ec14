import { sayOff, sayOn } from '../routing/said-absences.ts';
import { type AbsenceOptions, changeAbsence } from './absence-change.ts';
import type { CommandIo } from './open-settings.ts';
import type { ExitCode } from './print-result.ts';

/** `leadline off <member>`: no new leads until `leadline on`; what is theirs stays theirs. */
export function runOff(key: string, options: AbsenceOptions, io: CommandIo): Promise<ExitCode> {
  return changeAbsence(
    key,
    {
      change: (said, { by, now }) =>
        said.off === undefined
          ? { says: 'is switched off', said: sayOff(said, by, now) }
          : {
              says: `was switched off already, by ${said.off.by} at ${new Date(said.off.since).toISOString()}`,
            },
    },
    options,
    io,
  );
}

/** `leadline on <member>`: ends what `leadline off` said. */
export function runOn(key: string, options: AbsenceOptions, io: CommandIo): Promise<ExitCode> {
  return changeAbsence(
    key,
    {
      change: (said) =>
        said.off === undefined
          ? { says: 'was not switched off by command' }
          : { says: 'is switched on again', said: sayOn(said) },
      still: ({ member }) =>
        member.off || !member.active
          ? {
              says: `team.yaml still has ${member.active ? 'off: true' : 'active: false'} for ${member.name}.`,
              doThis: 'Change it in team.yaml; commands only change what commands said.',
            }
          : undefined,
    },
    options,
    io,
  );
}
