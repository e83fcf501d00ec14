import type { ConfigurationStore, Divergence } from '../../workflow/configurations.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';

/** So many leads that a shadow decided otherwise are listed; all are counted. */
const LATEST_MAX = 1_000;

/**
 * A step may run twice: the mark stands in the lead's own record, so each lead counts once and the
 * mark goes with the lead. A lead that was erased meanwhile is not counted.
 */
const RECORD = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('HSETNX', KEYS[1], ARGV[1], '1') == 0 then return 0 end
redis.call('HINCRBY', KEYS[2], 'decided', 1)
redis.call('PEXPIRE', KEYS[2], ARGV[4])
if ARGV[2] == '1' then
  redis.call('HINCRBY', KEYS[2], 'differing', 1)
  redis.call('LPUSH', KEYS[3], ARGV[3])
  redis.call('LTRIM', KEYS[3], 0, ${LATEST_MAX - 1})
  redis.call('PEXPIRE', KEYS[3], ARGV[4])
end
return 1
`;

/** What a shadow decided otherwise, for each pair of a live one and its shadow. */
export function createDivergences(deps: {
  redis: Redis;
  prefix: string;
  keepMs: number;
}): Pick<ConfigurationStore, 'recordDivergence' | 'divergences'> {
  const { redis, prefix, keepMs } = deps;
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, { recordDivergence: { numberOfKeys: 3, lua: RECORD } });

  return {
    recordDivergence: (divergence) =>
      guarded('recording what the shadow decided', async () => {
        const { leadId, live, shadow, differs } = divergence;
        const pair = { live: live.hash, shadow: shadow.hash };
        const written = await run.recordDivergence(
          ...[keys.lead(leadId), keys.divergences(pair), keys.divergingLeads(pair)],
          ...[`shadow:${shadow.hash}`, differs ? '1' : '0', JSON.stringify(divergence), keepMs],
        );
        return written === 1;
      }),
    divergences: (pair, limit) =>
      guarded('reading what the shadow decided', async () => {
        const [counts, texts] = await Promise.all([
          redis.hgetall(keys.divergences(pair)),
          redis.lrange(keys.divergingLeads(pair), 0, limit - 1),
        ]);
        return {
          decided: Number(counts['decided'] ?? 0),
          differing: Number(counts['differing'] ?? 0),
          latest: texts.map((text) => JSON.parse(text) as Divergence),
        };
      }),
  };
}
