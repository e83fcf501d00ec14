import type { Keys } from './keys.ts';
import type { LedgerScript } from './ledger-scripts.ts';
import type { PersonKeys } from './person-keys.ts';
import type { Redis } from './redis-client.ts';
import type { Seal } from './seal.ts';
import type { FirstJob } from './stage-queues.ts';

/** What every part of the ledger works with. */
export type LedgerContext = {
  redis: Redis;
  prefix: string;
  keys: Keys;
  run: Record<LedgerScript, (...args: (string | number)[]) => Promise<unknown>>;
  seal: Seal;
  personKeys: PersonKeys;
  /** How long the raw submission is kept. */
  rawKeptMs: number;
  /** Each lead's first job, where it is to be added together with the lead. */
  firstJob?: FirstJob;
  /** Throws while what was written is not where else it has to be before it counts (copies.ts). */
  copied?: () => Promise<void>;
};
