import { campaignLine } from '../../lead/campaign-line.ts';
import type { Decision } from '../../routing/decision.ts';
import type { LeadRecord } from '../../workflow/ledger.ts';
import type { AlertReference } from '../../workflow/ports.ts';
import type { PostedLead } from './story.ts';

export type TableRow = { lead: PostedLead; record: LeadRecord; alertedAt: number | undefined };

/** What the stages have learned, as the ledger keeps it. */
export type Learned = {
  decision?: Decision;
  contactId?: string;
  known?: boolean;
  taskId?: string;
  alert?: AlertReference;
};

export function learnedOf(record: LeadRecord): Learned {
  return Object.assign(
    {},
    ...Object.values(record.steps).map(({ result }) => result ?? {}),
  ) as Learned;
}

const HEAD = [
  'PERSON',
  'SOURCE',
  'CAMPAIGN',
  'PERSON IS',
  'MARKET',
  'OWNER',
  'CONTACT',
  'TASK',
  'SLACK',
  'CONVERSIONS',
  'MS TO ALERT',
];

/** One line a lead, and under it why its owner is its owner. */
export function closingTable(rows: TableRow[]): string {
  const cells = rows.map(cellsOf);
  const widths = HEAD.map((head, at) =>
    Math.max(head.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(HEAD),
    ...rows.flatMap(({ record }, at) => [line(cells[at] ?? []), `    why: ${whyOf(record)}`]),
  ].join('\n');
}

function cellsOf({ lead, record, alertedAt }: TableRow): string[] {
  const { decision, contactId, known, taskId, alert } = learnedOf(record);
  const person = record.lead?.person;
  const duplicate = lead.sample.expect.duplicate === true;
  return [
    person?.fullName ?? person?.email?.original ?? lead.sample.person,
    lead.sample.sender,
    (record.lead && campaignLine(record.lead.attribution)) ?? '-',
    duplicate ? 'a duplicate' : record.lead && decision ? (known ? 'known' : 'new') : '-',
    decision?.marketTitle ?? '-',
    decision?.owner?.name ?? '-',
    contactId ?? '-',
    taskId ?? stateWord(record, 'task'),
    alert?.ts ?? stateWord(record, 'alert'),
    conversionsOf(record),
    alertedAt === undefined || duplicate ? '-' : String(alertedAt - lead.postedAt),
  ];
}

function stateWord({ steps }: LeadRecord, step: string): string {
  const state = steps[step]?.state;
  return state === 'skipped' ? 'joined' : (state ?? '-');
}

function conversionsOf({ steps }: LeadRecord): string {
  const words = Object.entries(steps)
    .filter(([key]) => key.startsWith('convert~'))
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(
      ([key, { state }]) => `${key.slice('convert~'.length)} ${state === 'done' ? 'sent' : state}`,
    );
  return words.length === 0 ? '-' : words.join(', ');
}

function whyOf(record: LeadRecord): string {
  return learnedOf(record).decision?.because ?? record.reason ?? record.status;
}
