import type { Leadline } from '../compose.ts';
import { readEmailAddress } from '../lead/email-address.ts';
import type { Explanation } from '../routing/decision.ts';
import { counterfactualInWords } from '../routing/explain/explain-text.ts';
import type { LeadRecord } from '../workflow/ledger.ts';
import { pastDecision } from '../workflow/past-decision.ts';
import { type Receipt, receiptOf } from '../workflow/receipt.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { plainText } from './plain-text.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { receiptInWords } from './receipt-text.ts';

/**
 * `leadline trace <leadId|email>`: the receipt of a lead, or of every lead of a person. The person
 * is shown to people only: the JSON document is free of it, and so of the explanation, which names
 * what the rules compared (`leadline explain <leadId> --json` has it).
 */
export function runTrace(
  which: string,
  options: SettingsOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withLeadline(options, io, async (leadline) => {
    const traced = await trace(which, leadline);
    if (traced.length === 0) {
      printProblem(options, io, {
        says: `The ledger has no lead ${which.includes('@') ? 'of' : 'with the id'} ${which}.`,
        doThis: 'Look in `leadline leads`, or give the e-mail address that was submitted.',
      });
      return 1;
    }
    const now = leadline.world.now();
    printResult(
      options,
      io,
      { receipts: traced.map(({ receipt }) => receipt) },
      traced.map((one) => inWords(one, now)).join('\n\n\n'),
    );
    return 0;
  });
}

type Traced = { receipt: Receipt; record: LeadRecord; explanation?: Explanation };

function inWords({ receipt, record, explanation }: Traced, nowMs: number): string {
  const words = receiptInWords(receipt, record.lead, nowMs);
  if (!explanation) return words;
  const others = explanation.counterfactuals.map(counterfactualInWords);
  const more = `\`leadline explain ${receipt.leadId}\` tells at length why it went there.`;
  return plainText([words, '', ...others, more].join('\n'));
}

async function trace(
  which: string,
  { ledger, crm, configurations, settings }: Leadline,
): Promise<Traced[]> {
  const email = which.includes('@') ? readEmailAddress(which).value?.normalised : undefined;
  const ids = email === undefined ? [which] : await ledger.leadsOfEmail(email);
  const traced = [];
  for (const leadId of ids) {
    const record = await ledger.load(leadId);
    if (!record) continue;
    const story = await ledger.story(leadId);
    const receipt = receiptOf(record, story, { contactUrl: crm.contactUrl });
    const past = await pastDecision(record, { configurations, live: settings });
    traced.push({ receipt, record, ...(past?.ok && { explanation: past.explanation }) });
  }
  return traced;
}
