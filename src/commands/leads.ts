import { personName } from '../stages/lead-words.ts';
import {
  LEAD_STATUSES,
  type LeadRecord,
  type LeadStatus,
  type Ledger,
} from '../workflow/ledger.ts';
import { receiptOf } from '../workflow/receipt.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { table } from './table.ts';
import { durationInWords } from './time-words.ts';

export type LeadsOptions = SettingsOptions & {
  status?: string;
  /** Only those that wait until their people can take them. */
  held?: boolean;
  limit?: number;
  offset?: number;
};

const LIMIT = 20;

/** `leadline leads`: those in one status or in any, whose status changed last first. */
export async function runLeads(options: LeadsOptions, io: CommandIo): Promise<ExitCode> {
  const status = LEAD_STATUSES.find((each) => each === options.status?.replace('-', '_'));
  if (options.status !== undefined && !status) {
    printProblem(options, io, {
      says: `"${options.status}" is no status of a lead.`,
      doThis: `Expected one of: ${LEAD_STATUSES.join(', ')}.`,
    });
    return 2;
  }
  const page = { offset: options.offset ?? 0, limit: options.limit ?? LIMIT };
  return withLeadline(options, io, async ({ ledger, world }) => {
    const { records, total } = options.held
      ? await heldRecords(ledger, page)
      : await recordsOf(ledger, status, page);
    printResult(
      options,
      io,
      { total, ...page, leads: records.map(withoutPerson) },
      inWords(records, total, page, world.now()),
    );
    return 0;
  });
}

async function recordsOf(
  ledger: Ledger,
  status: LeadStatus | undefined,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ records: LeadRecord[]; total: number }> {
  const asked = status === undefined ? LEAD_STATUSES : [status];
  const pages = await Promise.all(
    asked.map((each) => ledger.list(each, { offset: 0, limit: offset + limit })),
  );
  const ids = pages
    .flatMap(({ leads }) => leads)
    .toSorted((one, other) => other.at - one.at)
    .slice(offset, offset + limit)
    .map(({ leadId }) => leadId);
  const records = await Promise.all(ids.map((leadId) => ledger.load(leadId)));
  return {
    records: records.filter((record) => record !== undefined),
    total: pages.reduce((sum, page) => sum + page.total, 0),
  };
}

/** Those that wait for the earliest time first. */
async function heldRecords(
  ledger: Ledger,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ records: LeadRecord[]; total: number }> {
  const { leads, total } = await ledger.held(offset + limit);
  const records = await Promise.all(leads.slice(offset).map(({ leadId }) => ledger.load(leadId)));
  return { records: records.filter((record) => record !== undefined), total };
}

function withoutPerson(record: LeadRecord) {
  const { leadId, source, status, reason, receivedAt, market, owner } = receiptOf(record, []);
  const held = record.held && { ...record.held, until: new Date(record.held.until).toISOString() };
  const open = openSteps(record);
  return { leadId, source, status, reason, receivedAt, market, owner, open, ...(held && { held }) };
}

function openSteps({ steps }: LeadRecord): string[] {
  return Object.entries(steps)
    .filter(([, { state }]) => state === 'pending' || state === 'dead')
    .map(([step, { state }]) => (state === 'dead' ? `${step} (dead)` : step));
}

function heldInWords({ until }: { until: number }): string {
  return `held until ${new Date(until).toISOString().slice(0, 16)}Z`;
}

function inWords(
  records: LeadRecord[],
  total: number,
  { offset, limit }: { offset: number; limit: number },
  nowMs: number,
): string {
  if (records.length === 0) {
    return total === 0
      ? 'No such leads.'
      : `There are ${total}; none from number ${offset + 1} on.`;
  }
  const rows = records.map((record) => {
    const { market, owner, reason } = receiptOf(record, []);
    return [
      record.leadId,
      `${durationInWords(nowMs - record.receivedAt)} ago`,
      record.status.replace('_', ' '),
      record.source,
      record.lead && personName(record.lead),
      market?.title,
      owner?.name,
      record.held ? heldInWords(record.held) : openSteps(record).join(', ') || reason,
    ];
  });
  const shown = table(
    ['Lead', 'Received', 'Status', 'Source', 'Person', 'Market', 'Owner', 'Open'],
    rows,
  );
  const last = offset + records.length;
  const more = last < total ? ` More: --offset ${last} --limit ${limit}.` : '';
  return `${shown}\n\n${offset + 1} to ${last} of ${total}.${more} \`leadline trace <lead>\` tells a lead's story.`;
}
