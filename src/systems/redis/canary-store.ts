import type { Canary, CanaryStore } from '../../workflow/watch-ports.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';

export function createCanaryStore(redis: Redis, prefix: string): CanaryStore {
  const { canaries } = keysFor(prefix);
  return {
    keep: (canary) =>
      guarded('keeping a canary', async () => {
        await redis.hset(canaries, canary.source, JSON.stringify(canary));
      }),
    all: () =>
      guarded('reading canaries', async () =>
        Object.values(await redis.hgetall(canaries)).map((text) => JSON.parse(text) as Canary),
      ),
  };
}
