import type { CommandIo } from './open-settings.ts';

/** 0 done · 1 found problems · 2 used wrongly. */
export type ExitCode = 0 | 1 | 2;

export type JsonOption = { json?: boolean };

/** One JSON document with `--json`, else the words for people. */
export function printResult(
  options: JsonOption,
  io: CommandIo,
  document: unknown,
  words: string,
): void {
  io.print(options.json ? JSON.stringify(document, null, 2) : words);
}

/** What is wrong, and what to do about it. */
export function printProblem(
  options: JsonOption,
  io: CommandIo,
  problem: { says: string; doThis?: string },
): void {
  const { says, doThis } = problem;
  printResult(options, io, { error: problem }, doThis === undefined ? says : `${says}\n${doThis}`);
}
