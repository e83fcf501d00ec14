import { Redis } from 'ioredis';
import { type PrivateRedis, startPrivateRedis } from '../../src/systems/redis/private-redis.ts';

/** A real redis-server with an append-only file that can be broken in the ways Redis breaks. */
export type BreakableRedis = {
  url: string;
  /** SIGKILL. */
  kill: () => void;
  /** SIGSTOP: connections stay, nothing is answered. */
  freeze: () => void;
  thaw: () => void;
  /** On the same port, with what its append-only file holds. */
  start: () => Promise<void>;
  /** `CONFIG SET`, `REPLICAOF` and the like, on a connection of its own. */
  command: (name: string, ...args: string[]) => Promise<unknown>;
  stop: () => Promise<void>;
};

export async function startBreakableRedis(folder: string): Promise<BreakableRedis> {
  let server: PrivateRedis = await startPrivateRedis({ folder });
  const { url, port } = server;
  let isFrozen = false;

  function signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    process.kill(server.pid, name);
  }

  function thaw(): void {
    if (isFrozen) signal('SIGCONT');
    isFrozen = false;
  }

  return {
    url,
    kill: () => signal('SIGKILL'),
    freeze: () => {
      isFrozen = true;
      signal('SIGSTOP');
    },
    thaw,
    start: async () => {
      server = await startPrivateRedis({ folder, port });
    },
    command: async (name, ...args) => {
      const redis = new Redis(url, { maxRetriesPerRequest: 1, lazyConnect: true });
      redis.on('error', () => undefined);
      try {
        return await redis.call(name, ...args);
      } finally {
        redis.disconnect();
      }
    },
    stop: async () => {
      thaw();
      await server.stop();
    },
  };
}
