import type { Command } from 'commander';
import { integer, runs } from './command-action.ts';
import type { ConfigurationsOptions } from './configurations.ts';
import type { ChangeOptions } from './open-configurations.ts';
import type { CommandIo } from './open-settings.ts';
import type { ShadowShowOptions } from './shadow.ts';

/** `leadline promote`, `rollback`, `shadow …` and `configurations`: which one is live. */
export function addConfigurationCommands(program: Command, io: CommandIo): void {
  recorded(program.command('promote'))
    .description('swap the live configuration and its shadow; with a folder, make that one live')
    .argument('[folder]', 'configuration folder')
    .action(
      runs(async (options: ChangeOptions, [folder]) =>
        (await import('./promote.ts')).runPromote(folder, options, io),
      ),
    );
  recorded(program.command('rollback'))
    .description('make live again what was live before')
    .action(
      runs(async (options: ChangeOptions) =>
        (await import('./promote.ts')).runRollback(options, io),
      ),
    );
  program
    .command('configurations')
    .description('what was live or rode along, from when to when, by whom and why')
    .argument('[hash]', 'show the files of this one')
    .option('--write <folder>', 'write its files there')
    .option('--limit <number>', 'how many', integer)
    .action(
      runs(async (options: ConfigurationsOptions, [hash]) => {
        const { runConfiguration, runConfigurations } = await import('./configurations.ts');
        return hash === undefined
          ? runConfigurations(options, io)
          : runConfiguration(hash, options, io);
      }),
    );
  addShadowCommands(
    program.command('shadow').description('a second configuration that decides each lead too'),
    io,
  );
}

function addShadowCommands(shadow: Command, io: CommandIo): void {
  recorded(shadow.command('start'))
    .description('let the configuration of a folder ride along')
    .argument('<folder>', 'its folder')
    .action(
      runs(async (options: ChangeOptions, [folder = '']) =>
        (await import('./shadow.ts')).runShadowStart(folder, options, io),
      ),
    );
  recorded(shadow.command('stop'))
    .description('end it')
    .action(
      runs(async (options: ChangeOptions) =>
        (await import('./shadow.ts')).runShadowStop(options, io),
      ),
    );
  shadow
    .command('show')
    .description('how many leads it decided otherwise, and the latest of them')
    .option('--limit <number>', 'how many', integer)
    .action(
      runs(async (options: ShadowShowOptions) =>
        (await import('./shadow.ts')).runShadowShow(options, io),
      ),
    );
}

/** What is changed is written down with who wanted it. */
function recorded(command: Command): Command {
  return command
    .requiredOption('--why <text>', 'why, for those who read the history')
    .option('--by <name>', 'who wants it; else the user of this machine');
}
