import type { FieldProblem } from '../lead/find-problems.ts';
import type { LeadRecord, RawSubmission } from '../workflow/ledger.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { plainText } from './plain-text.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { heading, indented, pairs } from './table.ts';
import { durationInWords } from './time-words.ts';

/** Enough to recognise a form; a body can have megabytes. */
const SHOWN_CHARACTERS = 4_000;

/** `leadline quarantine show <leadId>`: why it is kept back, and the submission as it came. */
export function runQuarantineShow(
  leadId: string,
  options: SettingsOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withLeadline(options, io, async ({ ledger, world }) => {
    const record = await ledger.load(leadId);
    if (record?.status !== 'quarantined') {
      printProblem(options, io, notQuarantined(leadId));
      return 1;
    }
    const raw = await ledger.raw(leadId);
    printResult(
      options,
      io,
      { ...summary(record), submission: raw && { ...raw, body: bodyText(raw) } },
      inWords(record, raw, world.now()),
    );
    return 0;
  });
}

/**
 * Whether releasing reads the submission again, with the configuration of now: where no lead could
 * be made of it, or one that lacks what its source requires, which a wrong mapping may have missed.
 */
export function isReadAgain({ lead, reasonCode }: LeadRecord): boolean {
  const codes: FieldProblem['code'][] = ['missing', 'invalid', 'not_accepted'];
  return lead === undefined || codes.some((code) => code === reasonCode);
}

export function notQuarantined(leadId: string): { says: string; doThis: string } {
  return {
    says: `Lead ${leadId} is not in quarantine.`,
    doThis: `\`leadline trace ${leadId}\` shows where it is; \`leadline quarantine list\` shows all.`,
  };
}

function summary({ leadId, source, receivedAt, reason, reasonCode, lead }: LeadRecord) {
  return {
    leadId,
    source,
    receivedAt: new Date(receivedAt).toISOString(),
    reason,
    reasonCode,
    /** Whether a lead could be made of it; if not, releasing reads the submission again. */
    readable: lead !== undefined,
  };
}

function bodyText({ bodyBase64 }: RawSubmission): string {
  return Buffer.from(bodyBase64, 'base64').toString('utf8');
}

function inWords(record: LeadRecord, raw: RawSubmission | undefined, nowMs: number): string {
  const { leadId, source, reason, reasonCode, receivedAt, lead } = record;
  return [
    heading(`Lead ${leadId}: quarantined`),
    indented(
      pairs([
        ['Why', reason],
        ['Code', reasonCode],
        ['Source', source],
        ['Received', `${durationInWords(nowMs - receivedAt)} ago`],
        ['Readable', lead ? 'yes' : 'no'],
        ['Type', raw?.contentType],
      ]),
    ),
    '',
    heading('What was sent'),
    indented(raw ? shownBody(bodyText(raw)) : 'It is no longer kept: its time is over.'),
    '',
    `Next: \`leadline quarantine release ${leadId}\` ${isReadAgain(record) ? 'reads it again with the configuration of now, and routes it' : 'routes it'}; \`leadline quarantine discard ${leadId}\` refuses it.`,
  ].join('\n');
}

function shownBody(text: string): string {
  const plain = plainText(text);
  const rest = plain.length - SHOWN_CHARACTERS;
  return rest > 0 ? `${plain.slice(0, SHOWN_CHARACTERS)}\n… ${rest} more characters` : plain;
}
