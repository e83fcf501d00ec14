/** Keys and list positions from the top of a file: `['markets', 0, 'when']`. */
export type ConfigPath = readonly (string | number)[];

/** Where something stands in a file. Lines and columns count from 1, as editors do. */
export type Place = {
  line: number;
  column: number;
  /** How many characters the caret line underlines, at least 1. */
  length: number;
  /** The line as written, but for secrets. */
  sourceLine: string;
};

/** Something wrong, or doubtful, in one configuration file. */
export type ConfigProblem = {
  /** Name within the configuration folder: `markets.yaml`. */
  file: string;
  line: number;
  column: number;
  length: number;
  sourceLine: string;
  /** `markets.dach.when.country.0`; empty for the file as a whole. */
  path: string;
  found: string;
  expected: string;
  /** The problem as a sentence. */
  says: string;
  /** What a person can do about it. */
  doThis?: string;
  /** Of what the prover finds, beside problems and warnings. */
  severity?: 'note';
  /** Stable, for machines; of what the prover finds. */
  code?: string;
  /** A lead that shows it: "a lead with country US goes to north-america (markets.yaml:12)". */
  example?: string;
  /** What else it has to do with, such as the rules that hide another. */
  seeAlso?: { file: string; line: number; column: number }[];
};

/** Prints problems the way compilers do: place, sentence, the line with a caret, what to do. */
export function formatProblems(problems: readonly ConfigProblem[]): string {
  return problems.map(formatProblem).join('\n');
}

function formatProblem(problem: ConfigProblem): string {
  const { file, line, column, says, doThis, example, seeAlso = [] } = problem;
  const others = seeAlso.map((place) => `${place.file}:${place.line}:${place.column}`);
  return [
    `${file}:${line}:${column}  ${says}\n`,
    excerpt(problem),
    example === undefined ? '' : `      For example: ${example}.\n`,
    others.length === 0 ? '' : `      See ${others.join(', ')}.\n`,
    doThis === undefined ? '' : `      ${doThis}\n`,
  ].join('');
}

const LINE_CHARACTERS_MAX = 160;

function excerpt({ line, column, length, sourceLine, path }: ConfigProblem): string {
  if (sourceLine.trim() === '') return '';
  const shown = sourceLine.slice(0, LINE_CHARACTERS_MAX).replaceAll('\t', ' ');
  const gutter = String(line).padStart(5);
  const caret = '^'.repeat(Math.max(1, Math.min(length, shown.length - column + 1)));
  const under = column <= shown.length + 1 ? `${' '.repeat(column - 1)}${caret}` : '';
  const name = path === '' ? '' : ` ${path}`;
  return `${gutter} | ${shown}\n      | ${under}${name}\n`;
}
