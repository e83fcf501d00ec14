import type { Redis } from 'ioredis';
import type {
  ConfigurationChange,
  ConfigurationState,
  ConfigurationStore,
} from '../../workflow/configurations.ts';
import { createConfigurationArchive } from './configuration-archive.ts';
import { guarded } from './connection.ts';
import { createDivergences } from './divergences.ts';
import { keysFor } from './keys.ts';
import { createProcessReports } from './process-reports.ts';
import { scriptsOn } from './scripts.ts';
import type { Seal } from './seal.ts';

/** So many changes are listed; the configurations themselves go by time. */
const HISTORY_MAX = 1_000;
const WAS_LIVE_MAX = 10_000;

/** What the state names stays without end; what it no longer names goes with the last leads. */
const CHANGE = `
local expected, state, entry, live, at, keepMs = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= expected then return 0 end
redis.call('HSET', KEYS[1], 'version', tonumber(expected) + 1, 'state', state)
redis.call('LPUSH', KEYS[2], entry)
redis.call('LTRIM', KEYS[2], 0, ${HISTORY_MAX - 1})
if live ~= '' then
  redis.call('ZADD', KEYS[3], at, live)
  redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -${WAS_LIVE_MAX + 1})
end
local named = tonumber(ARGV[7])
for i = 8, #ARGV do
  if i < 8 + named then redis.call('PERSIST', ARGV[i]) else redis.call('PEXPIRE', ARGV[i], keepMs) end
end
return 1
`;

/**
 * Which configuration is live, and which were.
 *
 * @param keepMs how long one is kept after it was last live, shadow or asked for: as long as leads
 */
export function createConfigurationStore(deps: {
  redis: Redis;
  prefix: string;
  seal: Seal;
  keepMs: number;
  now: () => number;
}): ConfigurationStore {
  const { redis, prefix, keepMs } = deps;
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, {
    changeConfiguration: { numberOfKeys: 3, lua: CHANGE },
  });

  return {
    ...createConfigurationArchive(deps),
    ...createProcessReports(deps),
    ...createDivergences(deps),
    state: () =>
      guarded('reading which configuration is live', async () => {
        const text = await redis.hget(keys.configuration, 'state');
        return text === null ? { version: 0 } : (JSON.parse(text) as ConfigurationState);
      }),
    change: (from, to, entry) =>
      guarded('changing which configuration is live', async () => {
        const named = hashesOf(to);
        const left = hashesOf(from).filter((hash) => !named.includes(hash));
        const written = await run.changeConfiguration(
          ...[keys.configuration, keys.configurationHistory, keys.configurationsLive],
          ...[from.version, JSON.stringify(to), JSON.stringify(entry)],
          ...[to.live?.hash ?? '', entry.at, keepMs, named.length],
          ...[...named, ...left].map(keys.configurationText),
        );
        return written === 1;
      }),
    wasLive: (hash) =>
      guarded(
        'asking whether a configuration was live',
        async () => (await redis.zscore(keys.configurationsLive, hash)) !== null,
      ),
    seenIn: (place) =>
      guarded(
        'asking what a folder held',
        async () => (await redis.get(keys.configurationPlace(place))) ?? undefined,
      ),
    see: (place, hash) =>
      guarded('keeping what a folder holds', async () => {
        await redis.set(keys.configurationPlace(place), hash, 'PX', keepMs);
      }),
    history: (limit) =>
      guarded('reading the history of configurations', async () => {
        const texts = await redis.lrange(keys.configurationHistory, 0, limit - 1);
        return texts.map((text) => JSON.parse(text) as ConfigurationChange);
      }),
  };
}

function hashesOf({ live, previous, shadow }: ConfigurationState): string[] {
  const named = [live?.hash, previous, shadow?.hash];
  return [...new Set(named.filter((hash) => hash !== undefined))];
}
