import { isRefused, promote, rollBack } from '../workflow/configuration-rules.ts';
import type { ConfigurationState } from '../workflow/configurations.ts';
import { keepFolder } from './keep-folder.ts';
import {
  type ChangeOptions,
  changeConfiguration,
  printChange,
  unusableKept,
  withConfigurations,
} from './open-configurations.ts';
import type { CommandIo } from './open-settings.ts';
import type { ExitCode } from './print-result.ts';

/**
 * `leadline promote`: the shadow becomes the live configuration and the live one its shadow, at
 * once. With a folder, that becomes live.
 */
export async function runPromote(
  folder: string | undefined,
  options: ChangeOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withConfigurations(options, io, async (opened) => {
    const kept = folder === undefined ? undefined : await keepFolder(folder, options, io, opened);
    if (folder !== undefined && kept === undefined) return 1;
    const after = await changeConfiguration(
      opened.store,
      options,
      'promoted',
      async (state, at) => {
        const next = promote(state, at, kept);
        if (isRefused(next) || kept !== undefined) return next;
        return (await unusableKept(next.live?.hash ?? '', opened)) ?? next;
      },
    );
    return printChange(after, inWords, options, io);
  });
}

/** `leadline rollback`: what was live before is live again, and what is live now was before it. */
export async function runRollback(options: ChangeOptions, io: CommandIo): Promise<ExitCode> {
  return withConfigurations(options, io, async (opened) => {
    const after = await changeConfiguration(
      opened.store,
      options,
      'rolled back',
      async (state, at) => {
        const next = rollBack(state, at);
        if (isRefused(next)) return next;
        return (await unusableKept(next.live?.hash ?? '', opened)) ?? next;
      },
    );
    return printChange(after, inWords, options, io);
  });
}

function inWords({ live, previous, shadow }: ConfigurationState): string {
  return [
    `Configuration ${live?.hash} is live now; running processes take it over within two seconds.`,
    ...(shadow ? [`${shadow.hash} rides along as its shadow.`] : []),
    `\`leadline rollback\` brings ${previous} back. Folders stay as they are: bring them up to date with`,
    `\`leadline configurations ${live?.hash} --write <folder>\`.`,
  ].join('\n');
}
