import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_KEYS } from '../settings/config-schemas.ts';
import { type ConfigurationSpan, spansOf } from '../workflow/configuration-rules.ts';
import type { KeptConfiguration, ProcessReport } from '../workflow/configurations.ts';
import { withConfigurations } from './open-configurations.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { heading, table } from './table.ts';

export type ConfigurationsOptions = SettingsOptions & { limit?: number; write?: string };

const LIMIT = 20;
const CHANGES_MAX = 1_000;

/** `leadline configurations`: what was live or rode along, from when to when, by whom and why. */
export async function runConfigurations(
  options: ConfigurationsOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withConfigurations(options, io, async ({ store }) => {
    const spans = spansOf(await store.history(CHANGES_MAX)).slice(0, options.limit ?? LIMIT);
    const processes = await store.reports();
    printResult(options, io, { configurations: spans, processes }, inWords(spans, processes));
    return 0;
  });
}

/** `leadline configurations <hash>`: its files, on the terminal or into a folder. */
export async function runConfiguration(
  hash: string,
  options: ConfigurationsOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withConfigurations(options, io, async ({ store }) => {
    const found = await store.kept(hash);
    if (!found.ok) {
      printProblem(options, io, { says: found.says, doThis: found.doThis });
      return 1;
    }
    const { write } = options;
    if (write === undefined) {
      printResult(options, io, found.kept, filesInWords(found.kept));
      return 0;
    }
    const written = writeFiles(found.kept, write);
    printResult(options, io, { hash, written }, `Wrote ${written.join(', ')} into ${write}.`);
    return 0;
  });
}

/** The folder then holds this configuration: a file that it lacks is taken away. */
function writeFiles({ files }: KeptConfiguration, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  for (const name of CONFIG_KEYS.map((key) => `${key}.yaml`)) {
    const text = files[name];
    if (text === undefined) rmSync(join(folder, name), { force: true });
    else writeFileSync(join(folder, name), text);
  }
  return Object.keys(files);
}

function filesInWords({ files }: KeptConfiguration): string {
  return Object.entries(files)
    .map(([name, text]) => `${heading(name)}\n\n${text.trimEnd()}\n`)
    .join('\n');
}

function inWords(spans: ConfigurationSpan[], processes: ProcessReport[]): string {
  if (spans.length === 0) return 'No configuration was ever live here.';
  const rows = spans.map(({ hash, role, from, until, how, by, why }) => [
    hash,
    role,
    new Date(from).toISOString(),
    until === undefined ? 'now' : new Date(until).toISOString(),
    how,
    by,
    why,
  ]);
  const listed = table(['Configuration', 'As', 'From', 'Until', 'How', 'By', 'Why'], rows);
  const running = table(
    ['Process', 'Runs', 'Trouble'],
    processes.map(({ process, runs, trouble }) => [process, runs, trouble?.says]),
  );
  return processes.length === 0 ? listed : `${listed}\n\n${running}`;
}
