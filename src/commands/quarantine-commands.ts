import type { Command } from 'commander';
import { integer, runs } from './command-action.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import type { QuarantineDiscardOptions } from './quarantine-discard.ts';
import type { QuarantineListOptions } from './quarantine-list.ts';
import type { QuarantineReleaseOptions } from './quarantine-release.ts';

/** `leadline quarantine …` */
export function addQuarantineCommands(quarantine: Command, io: CommandIo): void {
  quarantine
    .command('list')
    .description('what is in quarantine, and why')
    .option('--limit <number>', 'how many', integer)
    .option('--offset <number>', 'how many to pass over', integer)
    .action(
      runs(async (options: QuarantineListOptions) =>
        (await import('./quarantine-list.ts')).runQuarantineList(options, io),
      ),
    );
  quarantine
    .command('show')
    .description('the submission as it came')
    .argument('<lead>', 'lead id')
    .action(
      runs(async (options: SettingsOptions, [leadId = '']) =>
        (await import('./quarantine-show.ts')).runQuarantineShow(leadId, options, io),
      ),
    );
  quarantine
    .command('release')
    .description('route it after all')
    .argument('<leads...>', 'lead ids')
    .option('--reread', 'read the submission again, with the configuration of now')
    .option('--anyway', 'also where a required field is missing')
    .action(
      runs(async (options: QuarantineReleaseOptions, leads) =>
        (await import('./quarantine-release.ts')).runQuarantineRelease(leads, options, io),
      ),
    );
  quarantine
    .command('discard')
    .description('refuse it for good')
    .argument('<leads...>', 'lead ids')
    .option('--reason <text>', 'why; stands in the story')
    .option('--yes', 'needed for more than one')
    .action(
      runs(async (options: QuarantineDiscardOptions, leads) =>
        (await import('./quarantine-discard.ts')).runQuarantineDiscard(leads, options, io),
      ),
    );
}
