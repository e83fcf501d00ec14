import type { Command } from 'commander';
import type { AbsenceOptions } from './absence-change.ts';
import type { AwayOptions } from './away.ts';
import type { AwayListOptions } from './away-list.ts';
import type { BackOptions } from './back.ts';
import { runs } from './command-action.ts';
import type { CommandIo } from './open-settings.ts';

const MEMBER = 'key in team.yaml';
const BY = ['--by <name>', 'who says so; else the user of this machine'] as const;

/** `leadline away`, `back`, `off` and `on`: who can take leads, beside what team.yaml says. */
export function addAwayCommands(program: Command, io: CommandIo): void {
  program
    .command('away')
    .description('say that a member is out of office; alone: who cannot take leads now')
    .argument('[member]', MEMBER)
    .argument('[from]', 'first day away, such as 2026-08-03, or a time such as 2026-08-03T13:00')
    .argument('[to]', 'last day away, or the time from which they are back')
    .option('--note <text>', 'shown wherever the absence is explained')
    .option('--history', 'what was said when, and by whom')
    .option(...BY)
    .action(
      runs(async (options: AwayOptions & AwayListOptions, given) =>
        given.length === 0
          ? (await import('./away-list.ts')).runAwayList(options, io)
          : (await import('./away.ts')).runAway(given, options, io),
      ),
    );
  program
    .command('back')
    .description('a member is back before the time that `leadline away` said')
    .argument('<member>', MEMBER)
    .option('--all', 'forget what is still to come, too')
    .option(...BY)
    .action(
      runs(async (options: BackOptions, [member = '']) =>
        (await import('./back.ts')).runBack(member, options, io),
      ),
    );
  program
    .command('off')
    .description('no new leads for a member until `leadline on`')
    .argument('<member>', MEMBER)
    .option(...BY)
    .action(
      runs(async (options: AbsenceOptions, [member = '']) =>
        (await import('./off-switch.ts')).runOff(member, options, io),
      ),
    );
  program
    .command('on')
    .description('new leads again for a member who was switched off')
    .argument('<member>', MEMBER)
    .option(...BY)
    .action(
      runs(async (options: AbsenceOptions, [member = '']) =>
        (await import('./off-switch.ts')).runOn(member, options, io),
      ),
    );
}
