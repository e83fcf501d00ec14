import type { Command } from 'commander';
import { positive, runs } from './command-action.ts';
import type { DeadDiscardOptions } from './dead-discard.ts';
import type { DeadEditOptions } from './dead-edit.ts';
import type { DeadFilterOptions } from './dead-filter.ts';
import type { DeadReplayOptions } from './dead-replay.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';

/** `leadline dead …` */
export function addDeadCommands(dead: Command, io: CommandIo): void {
  filtered(dead.command('list').description('all, or those that fit; newest first'))
    .option('--lead <id>', 'of this lead')
    .action(
      runs(async (options: DeadFilterOptions) =>
        (await import('./dead-list.ts')).runDeadList(options, io),
      ),
    );
  dead
    .command('show')
    .description('all about the dead letters of a lead, and what to do')
    .argument('<lead>', 'lead id')
    .action(
      runs(async (options: SettingsOptions, [leadId = '']) =>
        (await import('./dead-show.ts')).runDeadShow(leadId, options, io),
      ),
    );
  dead
    .command('edit')
    .description('correct the lead before its dead letter is replayed')
    .argument('<lead>', 'lead id')
    .option('--set <path=value...>', 'for example person.email=grace@example.com')
    .action(
      runs(async (options: DeadEditOptions, [leadId = '']) =>
        (await import('./dead-edit.ts')).runDeadEdit(
          leadId,
          { ...options, set: options.set ?? [] },
          io,
        ),
      ),
    );
  filtered(dead.command('replay').description('run again: only what is missing'))
    .argument('[lead]', 'lead id')
    .option('--all', 'every dead letter')
    .option('--rate <number>', 'at most so many a second (5)', positive)
    .option('--dry-run', 'only show what would be replayed')
    .action(
      runs(async (options: DeadReplayOptions, [lead]) =>
        (await import('./dead-replay.ts')).runDeadReplay(ofLead(options, lead), io),
      ),
    );
  filtered(dead.command('discard').description('give up for good'))
    .argument('[lead]', 'lead id')
    .option('--all', 'every dead letter')
    .option('--by <name>', 'who gives it up; stands in the story')
    .option('--yes', 'needed for more than one')
    .action(
      runs(async (options: DeadDiscardOptions, [lead]) =>
        (await import('./dead-discard.ts')).runDeadDiscard(ofLead(options, lead), io),
      ),
    );
}

/** The conditions that all commands about many dead letters have in common. */
function filtered(command: Command): Command {
  return command
    .option('--stage <stage>', 'of this stage')
    .option(
      '--class <class>',
      'throttled, unavailable, refused, unauthorised, invalid, bug, stalled',
    )
    .option('--source <name>', 'of leads of this source')
    .option('--since <moment>', 'given up since then: 2026-07-01, or 2h, 3d ago')
    .option('--until <moment>', 'given up until then');
}

function ofLead<Options extends { lead?: string }>(options: Options, lead?: string): Options {
  return lead === undefined ? options : { ...options, lead };
}
