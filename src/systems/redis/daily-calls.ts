import type { CallsOfDay, DailyCalls } from '../../workflow/ports.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';

/** By then the day that it was said of is over everywhere. */
const DAY_MS = 24 * 3_600_000;

/** What was said last counts: of answers to calls of the same moment it does not matter which. */
export function createDailyCalls(redis: Redis, prefix: string): DailyCalls {
  const keys = keysFor(prefix);
  return {
    learn: (system, { max, left, turnedAt = '' }) =>
      guarded('keeping what is left of the day', async () => {
        await redis.set(keys.dailyCalls(system), `${max} ${left} ${turnedAt}`.trim(), 'PX', DAY_MS);
      }),
    said: (system) =>
      guarded('reading what is left of the day', async () =>
        callsIn(await redis.get(keys.dailyCalls(system))),
      ),
  };
}

function callsIn(text: string | null): CallsOfDay | undefined {
  if (text === null) return undefined;
  const [max = 0, left = 0, turnedAt] = text.split(' ').map(Number);
  return { max, left, ...(turnedAt !== undefined && { turnedAt }) };
}
