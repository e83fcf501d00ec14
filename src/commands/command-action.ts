import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from './print-result.ts';

/**
 * Runs a command with its own and the global options and what was given beside them, and keeps its
 * exit code for the end of the process.
 */
export function runs(
  run: (options: never, given: string[]) => Promise<ExitCode>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    process.exitCode = await run(command.optsWithGlobals<never>(), command.args);
  };
}

export function integer(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}
