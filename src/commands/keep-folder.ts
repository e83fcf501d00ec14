import type { ConfigurationStore } from '../workflow/configurations.ts';
import { unusable } from './open-configurations.ts';
import { type CommandIo, openSettings, type SettingsOptions } from './open-settings.ts';
import { printProblem } from './print-result.ts';

/** Keeps a folder's configuration and answers its hash. Undefined: it is wrong, and it was said why. */
export async function keepFolder(
  folder: string,
  options: SettingsOptions,
  io: CommandIo,
  { store }: { store: ConfigurationStore },
): Promise<string | undefined> {
  const settings = openSettings({ ...options, config: folder }, io);
  if (!settings) return undefined;
  const wrong = await unusable({ ok: true, settings, warnings: [] });
  if (wrong) {
    printProblem(options, io, { says: wrong.says, doThis: wrong.doThis });
    return undefined;
  }
  await store.keep(settings.configuration);
  return settings.configuration.hash;
}
