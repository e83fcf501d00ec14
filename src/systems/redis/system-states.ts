import type { SystemPause, SystemStates } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import { gathered, type Outcome } from './gathered.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';

/** A pause without an end is looked at again by the prober; until then this is the wait. */
const ENDLESS_MS = 60_000;

type Standing = { aloneMs: number; pause: string | null };

export function createSystemStates(redis: Redis, prefix: string): SystemStates {
  const keys = keysFor(prefix);

  async function paused(): Promise<SystemPause[]> {
    const all = await guarded('reading pauses', () => redis.hgetall(keys.pauses));
    return Object.values(all).map((text) => JSON.parse(text) as SystemPause);
  }

  /** Of one turn of the event loop hundreds of leads ask the same. */
  const look = gathered(async (asked: string[]): Promise<Outcome<Standing>[]> => {
    const systems = [...new Set(asked)];
    const [alone, pauses] = await Promise.all([
      Promise.all(systems.map((system) => redis.pttl(keys.leftAlone(system)))),
      redis.hmget(keys.pauses, ...systems),
    ]);
    return asked.map((system) => {
      const at = systems.indexOf(system);
      return { answer: { aloneMs: alone[at] ?? 0, pause: pauses[at] ?? null } };
    });
  });

  async function waitMsOf(system: string, now: number): Promise<number> {
    const { aloneMs, pause } = await guarded('asking whether a system is left alone', () =>
      look(system),
    );
    if (pause === null) return aloneMs;
    const { until } = JSON.parse(pause) as SystemPause;
    return Math.max(aloneMs, until === undefined ? ENDLESS_MS : until - now);
  }

  return {
    paused,
    waitMs: async (systems, now) => {
      const all = await Promise.all(systems.map((system) => waitMsOf(system, now)));
      return Math.max(0, ...all);
    },
    leaveAlone: (system, forMs) =>
      guarded('leaving a system alone', async () => {
        await redis.set(keys.leftAlone(system), '1', 'PX', Math.max(1, Math.ceil(forMs)));
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
