import type { Comparison, Load } from '../routing/backtest/comparison.ts';
import { plainText } from './plain-text.ts';
import { heading, indented, pairs, table } from './table.ts';

/** An example with both explanations as text. */
export type ToldExample = {
  kind: Comparison['examples'][number]['kind'];
  leadId: string;
  before: { owner: string; because: string; explanation: string };
  after: { owner: string; because: string; explanation: string };
};

export type BacktestReport = Omit<Comparison, 'examples'> & {
  examples: ToldExample[];
  /** Thresholds that were passed. */
  failed: string[];
  seconds: number;
};

const LOADS_SHOWN = 30;
const NO_LEADS = 'There are no routed leads in that time, so nothing can be compared.';

/** The report as tables, with one example of each kind told at length. */
export function backtestInWords(report: BacktestReport): string {
  const { leads, from, until, live, candidate, failed } = report;
  if (leads === 0) return NO_LEADS;
  return [
    heading(`${leads} leads from ${from} to ${until}`),
    `Live ${live}, candidate ${candidate}, compared in ${report.seconds.toFixed(1)} s.`,
    '',
    indented(pairs(figures(report))),
    ...section('Members', loadTable(report.members)),
    ...section('Markets', loadTable(report.markets)),
    ...report.examples.flatMap(exampleInWords),
    '',
    ...(failed.length === 0
      ? ['No threshold was passed.']
      : failed.map((one) => `Failed: ${one}.`)),
  ].join('\n');
}

/** The same for a pull request. */
export function backtestMarkdown(report: BacktestReport): string {
  const { leads, from, until, live, candidate, failed } = report;
  const verdict = failed.length === 0 ? 'within the thresholds' : failed.join('; ');
  if (leads === 0) return `### Backtest: no leads\n\n${NO_LEADS}`;
  return [
    `### Backtest: ${leads} leads, ${verdict}`,
    '',
    `${from} to ${until}; live \`${live}\`, candidate \`${candidate}\`.`,
    '',
    ...markdownTable(
      ['', 'Leads'],
      figures(report).map(([name, value]) => [name, value]),
    ),
    ...markdownLoads('Member', report.members),
    ...markdownLoads('Market', report.markets),
    ...report.examples.flatMap(markdownExample),
  ].join('\n');
}

function figures(report: BacktestReport): [string, string][] {
  const { moved, movedMarket, newlyUnrouted, newlyHeld, outcomes, asRecorded, leads } = report;
  const part = (count: number) => `${count} (${percent(count, leads)})`;
  return [
    ['With another owner', part(moved)],
    ['Of these in another market', part(movedMarket)],
    ['Newly without anybody', part(newlyUnrouted)],
    ['Newly held', part(newlyHeld)],
    ['Assigned', change(outcomes.assigned)],
    ['Held for a time', change(outcomes.held)],
    ['To be claimed', change(outcomes.to_claim)],
    ['Nobody', change(outcomes.nobody)],
    ['By the fallback', change(outcomes.fallback)],
    ...(asRecorded
      ? [
          [
            'Live, simulated as it really was',
            `${asRecorded.same} of ${asRecorded.of} (${percent(asRecorded.same, asRecorded.of)})`,
          ] as [string, string],
        ]
      : []),
  ];
}

function change({ before, after }: { before: number; after: number }): string {
  return `${before} → ${after}`;
}

function loadTable(loads: Load[]): string {
  return table(
    ['', 'Live', 'Candidate', 'Change', ''],
    loads
      .slice(0, LOADS_SHOWN)
      .map(({ name, before, after }) => [
        name,
        before,
        after,
        signed(after - before),
        before === 0 ? 'new' : signedPercent(after - before, before),
      ]),
  );
}

function exampleInWords({ kind, leadId, before, after }: ToldExample): string[] {
  return [
    '',
    heading(`${KINDS[kind]}: lead ${leadId}, ${before.owner} → ${after.owner}`),
    indented(`Live:\n${indented(plainText(before.explanation))}`),
    indented(`Candidate:\n${indented(plainText(after.explanation))}`),
  ];
}

const KINDS = {
  unrouted: 'Nobody has it any more',
  held: 'Is held',
  market: 'Another market',
  owner: 'Another owner',
} as const;

function section(title: string, body: string): string[] {
  return ['', heading(title), indented(body)];
}

function markdownLoads(title: string, loads: Load[]): string[] {
  const rows = loads
    .slice(0, LOADS_SHOWN)
    .map(({ name, before, after }) => [name, `${before}`, `${after}`, signed(after - before)]);
  return ['', ...markdownTable([title, 'Live', 'Candidate', 'Change'], rows)];
}

function markdownExample({ kind, leadId, before, after }: ToldExample): string[] {
  return [
    '',
    `<details><summary>${KINDS[kind]}: ${cell(before.owner)} → ${cell(after.owner)} (lead ${leadId})</summary>`,
    '',
    ...quoted('Live', before.explanation),
    ...quoted('Candidate', after.explanation),
    '</details>',
  ];
}

function quoted(title: string, explanation: string): string[] {
  const text = plainText(explanation).replaceAll('```', "'''");
  return [`**${title}**`, '', '```text', text, '```', ''];
}

function markdownTable(head: string[], rows: string[][]): string[] {
  return [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)];
}

function row(cells: string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Names are data: they must not draw a table or a tag. */
function cell(text: string): string {
  return text.replaceAll(/[|<>\n\r`]/g, ' ');
}

function percent(count: number, of: number): string {
  return `${Math.round((1_000 * count) / Math.max(1, of)) / 10}%`;
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : `${value}`;
}

function signedPercent(change: number, of: number): string {
  return `${change > 0 ? '+' : ''}${percent(change, of)}`;
}
