import { type Goal, isReached } from './bench.ts';
import type { Measurement } from './measurements.ts';

/** What docs/performance.md says of one benchmark: its goals, its figures, where and when. */
export function markdownOf({ about, subjects, goals, machine, ...run }: Measurement): string {
  const columns = [...new Set(Object.values(subjects).flatMap((figures) => Object.keys(figures)))];
  const figures = [
    row(['', ...columns]),
    `|---|${columns.map(() => '---:').join('|')}|`,
    ...Object.entries(subjects).map(([subject, each]) =>
      row([subject, ...columns.map((column) => inWords(each[column]))]),
    ),
  ];
  const { cpu, cores, memoryGb, node, redis } = machine;
  const where = `${cpu}, ${cores} cores, ${memoryGb} GB · Node ${node} · Redis ${redis} · ${run.at.slice(0, 10)}${run.short ? ' · a short run: rough figures' : ''}`;
  return [about, '', ...figures, '', ...goalsOf(goals), where].join('\n');
}

function goalsOf(goals: Goal[]): string[] {
  if (goals.length === 0) return [];
  const rows = goals.map((goal) => {
    const { says, ratio, atLeast, atMost } = goal;
    const wanted = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    return row([says, wanted, ratio.toFixed(2), isReached(goal) ? 'reached' : 'missed']);
  });
  return [row(['Goal', 'wanted', 'measured', '']), '|---|---:|---:|---|', ...rows, ''];
}

function row(cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Three figures say all that a median of five rounds knows. */
function inWords(value: number | undefined): string {
  if (value === undefined) return '';
  if (value >= 1_000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
