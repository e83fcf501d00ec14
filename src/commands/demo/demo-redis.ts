import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { type Redis, takeAway } from '../../systems/redis/redis-client.ts';
import { prefixIn } from '../../systems/redis/redis-url.ts';

export type DemoRedis = {
  /** As people are told of it. */
  title: string;
  variables: Record<string, string>;
  /** Takes away what the demo has left in a Redis that is not its own. */
  tidy: (redis: Redis) => Promise<void>;
};

/**
 * A private Redis; where no redis-server is installed the one that REDIS_URL names, in keys that no
 * other leadline uses.
 *
 * @param folder the demo's own, whose name is unique
 */
export function demoRedis(folder: string, env: NodeJS.ProcessEnv): DemoRedis {
  const url = env['REDIS_URL'];
  if (url === undefined || url === '' || isServerInstalled()) {
    return { title: 'a private Redis', variables: {}, tidy: async () => undefined };
  }
  const prefix = basename(folder).toLowerCase();
  return {
    title: `your Redis of REDIS_URL (its keys begin with ${prefix}, and are taken away again)`,
    variables: { REDIS_URL: url, LEADLINE_PREFIX: prefix },
    tidy: (redis) => takeAway(redis, prefixIn(url, prefix)),
  };
}

function isServerInstalled(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).error === undefined;
}
