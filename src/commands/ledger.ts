import { type Balance, LEAD_STATUSES } from '../workflow/ledger.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printResult } from './print-result.ts';
import { pairs } from './table.ts';

/** `leadline ledger`: both sides of the balance. Ends with 1 when they differ. */
export function runLedger(options: SettingsOptions, io: CommandIo): Promise<ExitCode> {
  return withLeadline(options, io, async ({ ledger }) => {
    const balance = await ledger.balance();
    printResult(options, io, balance, inWords(balance));
    return balance.balanced ? 0 : 1;
  });
}

function inWords({ accepted, byStatus, balanced, astray }: Balance): string {
  const sum = LEAD_STATUSES.reduce((total, status) => total + byStatus[status], 0);
  const { dead, quarantined } = byStatus;
  return [
    pairs([
      ['accepted', accepted],
      ...LEAD_STATUSES.map((status): [string, number] => [
        `  ${status.replace('_', ' ')}`,
        byStatus[status],
      ]),
      ['sum', sum],
    ]),
    '',
    ...(balanced
      ? ['The ledger is balanced: every accepted lead is in exactly one status.']
      : [
          `The ledger is NOT balanced: ${accepted} accepted, ${sum} accounted for.`,
          ...(astray.length > 0
            ? [
                'In no status, or in two:',
                ...astray.map((id) => `  ${id}`),
                'See each with `leadline trace <lead id>`, and report it: this must not happen.',
              ]
            : ['No single lead is astray, so a counter is: report it, this must not happen.']),
        ]),
    ...(dead > 0 ? [`${dead} dead: \`leadline dead list\` says what each needs.`] : []),
    ...(quarantined > 0
      ? [`${quarantined} quarantined: \`leadline quarantine list\` says why.`]
      : []),
  ].join('\n');
}
