import { rotationOfShadow } from '../../workflow/configuration-rules.ts';
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
import type { Redis } from './redis-client.ts';
import { rotationKeys } from './rotation-keys.ts';
import { scriptsOn } from './scripts.ts';
import type { Seal } from './seal.ts';

/** So many changes are listed; the configurations themselves go by time. */
const HISTORY_MAX = 1_000;
const WAS_LIVE_MAX = 10_000;

/**
 * What the state names stays without end; what it no longer names goes with the last leads. A new
 * shadow begins with the rotation as it is, so that the two differ by their rules only, and with the
 * leads that are open by it, so that they can be closed there too; that of the shadow before it ends.
 * KEYS: state, history, was live, rotation, open leads, open holders. ARGV: version, plan.
 */
const CHANGE = `
local expected, plan = ARGV[1], cjson.decode(ARGV[2])
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= expected then return 0 end
redis.call('HSET', KEYS[1], 'version', tonumber(expected) + 1, 'state', plan.state)
redis.call('LPUSH', KEYS[2], plan.entry)
redis.call('LTRIM', KEYS[2], 0, ${HISTORY_MAX - 1})
if plan.live then
  redis.call('ZADD', KEYS[3], plan.at, plan.live)
  redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -${WAS_LIVE_MAX + 1})
end
for _, key in ipairs(plan.named) do redis.call('PERSIST', key) end
for _, key in ipairs(plan.left) do redis.call('PEXPIRE', key, plan.keepMs) end
if plan.ends then
  for _, field in ipairs(redis.call('HKEYS', plan.ends.rotation)) do
    if string.sub(field, 1, 5) == 'pool:' then
      redis.call('UNLINK', plan.ends.standings .. string.sub(field, 6))
    end
  end
  redis.call('UNLINK', plan.ends.rotation, plan.ends.openLeads, plan.ends.openHolders)
end
if plan.begins then
  redis.call('COPY', KEYS[4], plan.begins.rotation, 'REPLACE')
  redis.call('COPY', KEYS[5], plan.begins.openLeads, 'REPLACE')
  redis.call('COPY', KEYS[6], plan.begins.openHolders, 'REPLACE')
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
    changeConfiguration: { numberOfKeys: 6, lua: CHANGE },
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
        const plan = {
          ...{ state: JSON.stringify(to), entry: JSON.stringify(entry), at: entry.at, keepMs },
          live: to.live?.hash,
          named: named.map(keys.configurationText),
          left: left.map(keys.configurationText),
          ...shadowRotations(prefix, from, to),
        };
        const written = await run.changeConfiguration(
          ...[keys.configuration, keys.configurationHistory, keys.configurationsLive],
          ...[keys.rotation, keys.openLeads, keys.openHolders],
          ...[from.version, JSON.stringify(plan)],
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

/** The rotation of the shadow that begins, and of the one that ends. */
function shadowRotations(prefix: string, from: ConfigurationState, to: ConfigurationState) {
  const [before, after] = [from.shadow, to.shadow].map(
    (shadow) => shadow && keysOfRotation(prefix, rotationOfShadow(shadow)),
  );
  const same = before?.rotation === after?.rotation;
  return { ...(before && !same && { ends: before }), ...(after && !same && { begins: after }) };
}

function keysOfRotation(prefix: string, name: string) {
  const { rotation, openLeads, openHolders, standings } = rotationKeys(prefix, name);
  return { rotation, openLeads, openHolders, standings: standings('') };
}
