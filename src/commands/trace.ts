import type { Leadline } from '../compose.ts';
import { readEmailAddress } from '../lead/email-address.ts';
import type { LeadRecord } from '../workflow/ledger.ts';
import { type Receipt, receiptOf } from '../workflow/receipt.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { receiptInWords } from './receipt-text.ts';

/**
 * `leadline trace <leadId|email>`: the receipt of a lead, or of every lead of a person. The person
 * is shown to people only: the JSON document is free of it.
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
      traced.map(({ receipt, record }) => receiptInWords(receipt, record.lead, now)).join('\n\n\n'),
    );
    return 0;
  });
}

async function trace(
  which: string,
  { ledger, crm }: Leadline,
): Promise<{ receipt: Receipt; record: LeadRecord }[]> {
  const email = which.includes('@') ? readEmailAddress(which).value?.normalised : undefined;
  const ids = email === undefined ? [which] : await ledger.leadsOfEmail(email);
  const traced = [];
  for (const leadId of ids) {
    const record = await ledger.load(leadId);
    if (!record) continue;
    const story = await ledger.story(leadId);
    const receipt = receiptOf(record, story, { contactUrl: crm.contactUrl });
    traced.push({ receipt, record });
  }
  return traced;
}
