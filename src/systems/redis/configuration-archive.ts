import type {
  ConfigurationStore,
  KeptConfiguration,
  Unusable,
} from '../../workflow/configurations.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';
import type { Seal } from './seal.ts';

/** One that is kept without end stays so. */
const READ = `
local text = redis.call('GET', KEYS[1])
if text and redis.call('PTTL', KEYS[1]) >= 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return text
`;

/** Does not shorten the time of one that is kept without end. */
const KEEP = `
if redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') then return 1 end
if redis.call('PTTL', KEYS[1]) >= 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`;

/** The files of configurations, sealed like everything else that is kept: they name people. */
export function createConfigurationArchive(deps: {
  redis: Redis;
  prefix: string;
  seal: Seal;
  keepMs: number;
}): Pick<ConfigurationStore, 'keep' | 'kept'> {
  const { redis, prefix, seal, keepMs } = deps;
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, {
    readConfiguration: { numberOfKeys: 1, lua: READ },
    keepConfiguration: { numberOfKeys: 1, lua: KEEP },
  });

  return {
    keep: ({ hash, files }) =>
      guarded('keeping a configuration', async () => {
        const text = seal.seal(JSON.stringify(files), belongsTo(hash));
        await run.keepConfiguration(keys.configurationText(hash), text, keepMs);
      }),
    kept: async (hash) => {
      const text = await guarded('reading a configuration', () =>
        run.readConfiguration(keys.configurationText(hash), keepMs),
      );
      if (typeof text !== 'string') return notKept(hash, keepMs);
      try {
        const files = JSON.parse(seal.open(text, belongsTo(hash))) as KeptConfiguration['files'];
        return { ok: true, kept: { hash, files } };
      } catch (error) {
        return unreadable(hash, error);
      }
    },
  };
}

function belongsTo(hash: string): string {
  return `configuration ${hash}`;
}

const DAY_MS = 24 * 3_600_000;

function notKept(hash: string, keepMs: number): Unusable {
  return {
    ok: false,
    says: `Configuration ${hash} is not kept: it was never live or shadow here, or its time is over (${Math.round(keepMs / DAY_MS)} days).`,
    doThis:
      '`leadline configurations` lists those that were; LEADLINE_KEEP_LEDGER_DAYS says how long leads and their configurations are kept.',
  };
}

function unreadable(hash: string, error: unknown): Unusable {
  const words = error instanceof Error ? error.message : String(error);
  return {
    ok: false,
    says: `Configuration ${hash} is kept, but cannot be opened: ${words}.`,
    doThis: 'Give this process all of the keys: LEADLINE_ENCRYPTION_KEYS must be the same for all.',
  };
}
