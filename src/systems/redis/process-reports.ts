import type { ConfigurationStore, ProcessReport } from '../../workflow/configurations.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';

/** A process reports every few seconds: one that has been silent for so long is gone. */
const GONE_AFTER_MS = 60_000;

/** What each running process says of its configuration. */
export function createProcessReports(deps: {
  redis: Redis;
  prefix: string;
  now: () => number;
}): Pick<ConfigurationStore, 'report' | 'forget' | 'reports'> {
  const { redis, prefix, now } = deps;
  const { configurationProcesses } = keysFor(prefix);

  return {
    report: (report) =>
      guarded('reporting a configuration', async () => {
        await redis.hset(configurationProcesses, report.process, JSON.stringify(report));
      }),
    forget: (process) =>
      guarded('forgetting a process', async () => {
        await redis.hdel(configurationProcesses, process);
      }),
    reports: () =>
      guarded('reading what processes run', async () => {
        const texts = Object.values(await redis.hgetall(configurationProcesses));
        const all = texts.map((text) => JSON.parse(text) as ProcessReport);
        const since = now() - GONE_AFTER_MS;
        const gone = all.filter(({ at }) => at < since).map(({ process }) => process);
        if (gone.length > 0) await redis.hdel(configurationProcesses, ...gone);
        return all.filter(({ at }) => at >= since);
      }),
  };
}
