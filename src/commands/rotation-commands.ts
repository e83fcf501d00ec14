import type { Command } from 'commander';
import { integer, runs } from './command-action.ts';
import type { CreditOptions } from './credit.ts';
import type { CommandIo } from './open-settings.ts';
import type { RotationOptions } from './rotation.ts';

/** `leadline rotation` and `leadline credit`: where everybody stands, and what comes back. */
export function addRotationCommands(program: Command, io: CommandIo): void {
  program
    .command('rotation')
    .description('where everybody stands: fair share, leads taken, credits, caps, and why')
    .option('--pool <name>', 'only this pool')
    .option('--member <name>', 'only this member')
    .option('--limit <number>', 'how many entries of the ledger', integer)
    .action(
      runs(async (options: RotationOptions) =>
        (await import('./rotation.ts')).runRotation(options, io),
      ),
    );
  program
    .command('credit')
    .description('give a member a lead back, as far as routing.yaml says')
    .argument('<lead>', 'lead id')
    .option('--spam', 'it turned out to be spam')
    .option('--duplicate', "it turned out to be somebody's who is a lead already")
    .option('--lost-follow-up', 'it was taken away, since nobody had followed up')
    .option('--by <name>', 'who says so; else the user of this machine')
    .action(
      runs(async (options: CreditOptions, [leadId = '']) =>
        (await import('./credit.ts')).runCredit(leadId, options, io),
      ),
    );
}
