import type { CommandIo } from '../../src/commands/open-settings.ts';
import type { ExitCode } from '../../src/commands/print-result.ts';

export type Ran = { exit: ExitCode; text: string };

/** Runs one command as `leadline` would, and answers what it printed. */
export async function ran(
  env: Record<string, string>,
  run: (io: CommandIo) => Promise<ExitCode>,
): Promise<Ran> {
  const printed: string[] = [];
  const exit = await run({ print: (text) => void printed.push(text), env });
  return { exit, text: printed.join('\n') };
}

/** The same with `--json`: exactly one document may have been printed. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what was asked for
export async function ranJson<Document>(
  env: Record<string, string>,
  run: (io: CommandIo) => Promise<ExitCode>,
): Promise<{ exit: ExitCode; document: Document }> {
  const { exit, text } = await ran(env, run);
  return { exit, document: JSON.parse(text) as Document };
}
