import type { SystemPause, SystemStates } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';

/** A pause without an end is looked at again by the prober; until then this is the wait. */
const ENDLESS_MS = 60_000;

export function createSystemStates(redis: Redis, prefix: string): SystemStates {
  const keys = keysFor(prefix);

  async function paused(): Promise<SystemPause[]> {
    const all = await guarded('reading pauses', () => redis.hgetall(keys.pauses));
    return Object.values(all).map((text) => JSON.parse(text) as SystemPause);
  }

  return {
    paused,
    heldMs: async (systems, now) => {
      if (systems.length === 0) return 0;
      const [holds, pauses] = await guarded('asking whether systems are held', () =>
        Promise.all([
          Promise.all(systems.map((system) => redis.pttl(keys.hold(system)))),
          redis.hmget(keys.pauses, ...systems),
        ]),
      );
      const waits = pauses
        .filter((text) => text !== null)
        .map((text) => JSON.parse(text) as SystemPause)
        .map(({ until }) => (until === undefined ? ENDLESS_MS : until - now));
      return Math.max(0, ...holds, ...waits);
    },
    hold: (system, forMs) =>
      guarded('holding a system', async () => {
        await redis.set(keys.hold(system), '1', 'PX', Math.max(1, Math.ceil(forMs)));
      }),
    pause: (pause) =>
      guarded('pausing a system', async () => {
        const first = await redis.hsetnx(keys.pauses, pause.system, JSON.stringify(pause));
        if (first === 0) await redis.hset(keys.pauses, pause.system, JSON.stringify(pause));
        return first === 1;
      }),
    resume: (system) =>
      guarded('resuming a system', async () => {
        await redis.hdel(keys.pauses, system);
      }),
  };
}
