import type { Ledger } from '../../workflow/ledger.ts';
import { keysFor } from './keys.ts';
import type { LedgerContext } from './ledger-context.ts';
import { ledgerEntries } from './ledger-entries.ts';
import { ledgerReads } from './ledger-reads.ts';
import { LEDGER_SCRIPTS } from './ledger-scripts.ts';
import { ledgerEffects, ledgerSteps } from './ledger-steps.ts';
import { scriptsOn } from './scripts.ts';

export type RedisLedgerOptions = Omit<LedgerContext, 'keys' | 'run'>;

/** The ledger in Redis: every write is one Lua script (ledger-scripts.ts), so one atomic step. */
export function createRedisLedger(options: RedisLedgerOptions): Ledger {
  const keys = keysFor(options.prefix);
  const run = scriptsOn(options.redis, LEDGER_SCRIPTS, keys.leads);
  const context: LedgerContext = { ...options, keys, run };
  return {
    ...ledgerEntries(context),
    ...ledgerReads(context),
    ...ledgerEffects(context),
    ...ledgerSteps(context),
  };
}
