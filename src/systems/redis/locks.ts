import { randomUUID } from 'node:crypto';
import type { Locks } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`;

export function createLocks(redis: Redis, prefix: string): Locks {
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, { releaseLock: { numberOfKeys: 1, lua: RELEASE } });

  return {
    take: (name, forMs) =>
      guarded('taking a lock', async () => {
        const fence = { lockKey: keys.lock(name), token: randomUUID() };
        const taken = await redis.set(fence.lockKey, fence.token, 'PX', forMs, 'NX');
        return taken === 'OK' ? fence : undefined;
      }),
    isHeld: (name) =>
      guarded('looking at a lock', async () => (await redis.exists(keys.lock(name))) === 1),
    release: ({ lockKey, token }) =>
      guarded('releasing a lock', async () => {
        await run.releaseLock(lockKey, token);
      }),
  };
}
