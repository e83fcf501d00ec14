import { type BenchResult, type Goal, isReached } from './bench.ts';

/** For people: a table of the medians, and each goal with its ratio. */
export function table(name: string, { subjects, goals }: BenchResult): string {
  const columns = [...new Set(Object.values(subjects).flatMap((figures) => Object.keys(figures)))];
  const rows = [
    [name, ...columns],
    ...Object.entries(subjects).map(([subject, figures]) => [
      subject,
      ...columns.map((column) => rounded(figures[column])),
    ]),
  ];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => (row[at + 1] ?? '').length)));
  const first = Math.max(...rows.map(([subject = '']) => subject.length));
  const lines = rows.map(([subject = '', ...cells]) =>
    [subject.padEnd(first), ...cells.map((cell, at) => cell.padStart(widths[at] ?? 0))].join('  '),
  );
  return [...lines, ...goals.map(goalLine)].join('\n');
}

function goalLine(goal: Goal): string {
  const { says, ratio, atLeast, atMost } = goal;
  const wanted = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  return `${isReached(goal) ? 'reached' : 'MISSED '}  ${ratio.toFixed(2)} (${wanted})  ${says}`;
}

function rounded(value: number | undefined): string {
  if (value === undefined) return '';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value > 0 && value < 1 ? value.toPrecision(2) : value.toFixed(1);
}
