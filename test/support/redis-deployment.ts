import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startPrivateRedis } from '../../src/systems/redis/private-redis.ts';
import { withRedisOptions } from '../../src/systems/redis/redis-url.ts';
import { startRedisCluster } from './redis-cluster.ts';
import { startRedisSentinels } from './redis-sentinels.ts';
import { startRedisServer } from './redis-server.ts';
import { startRedisWithTls } from './redis-with-tls.ts';

/** Where a whole leadline of the tests keeps everything. */
export type RedisDeployment = { url: string; stop: () => Promise<void> };

/**
 * A redis-server of the test's own. With LEADLINE_TEST_REDIS=cluster, sentinel, tls or valkey all
 * tests that are built on this run against such a one instead:
 *
 *     LEADLINE_TEST_REDIS=cluster npm run -s jest -- --selectProjects integration -- one-lead
 */
export async function startRedisDeployment(folder: string): Promise<RedisDeployment> {
  const kind = process.env['LEADLINE_TEST_REDIS'] ?? '';
  switch (kind) {
    case '':
      return startPrivateRedis({ folder, appendOnly: false });
    case 'valkey': {
      const server = await startRedisServer({ folder, binary: 'valkey-server' });
      return { url: `redis://127.0.0.1:${server.port}`, stop: server.stop };
    }
    case 'tls': {
      // Tests look where leadline itself never does, and some write beside it; the demo tidies up.
      const rights = `${documentedRights()} +keys +client +config +object +scan ~*`;
      const { url, caFile, stop } = await startRedisWithTls({ folder, rights });
      return { url: withRedisOptions(url, { ca: caFile }), stop };
    }
    case 'sentinel':
      return startRedisSentinels(folder);
    case 'cluster':
      return startRedisCluster({ folder });
    default:
      throw new Error(
        `LEADLINE_TEST_REDIS: found ${kind}, expected cluster, sentinel, tls or valkey`,
      );
  }
}

/** The ACL line that docs/redis.md gives, behind the user's name and password. */
export function documentedRights(): string {
  const docs = readFileSync(path.resolve(import.meta.dirname, '../../docs/redis.md'), 'utf8');
  const rights = /^user leadline on >\S+ (.+)$/m.exec(docs)?.[1];
  if (rights === undefined) throw new Error('docs/redis.md gives no ACL line');
  return rights;
}
