import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually, type RedisServer, startRedisServer } from './redis-server.ts';

/** A master with two replicas, and three Sentinels that watch it. */
export type RedisSentinels = {
  url: string;
  sentinels: RedisServer[];
  /** The one that the Sentinels name. */
  master: () => Promise<RedisServer>;
  stop: () => Promise<void>;
};

const MASTER_NAME = 'leads';
const DOWN_AFTER_MS = 1_000;

export async function startRedisSentinels(folder: string): Promise<RedisSentinels> {
  const kept = ['--appendonly', 'yes', '--save', '', '--repl-diskless-sync-delay', '0'];
  const first = await startRedisServer({ folder: path.join(folder, 'master'), args: kept });
  const replicas = await Promise.all(
    [1, 2].map((at) =>
      startRedisServer({
        folder: path.join(folder, `replica-${at}`),
        args: [...kept, '--replicaof', `127.0.0.1 ${first.port}`],
      }),
    ),
  );
  const servers = [first, ...replicas];
  await eventually('replicas that follow', async () =>
    /connected_slaves:2/.test(await first.info('replication')),
  );
  const sentinels = await Promise.all(
    [1, 2, 3].map((at) => startSentinel(path.join(folder, `sentinel-${at}`), first.port)),
  );
  // A fail-over needs Sentinels that know each other and the replicas.
  await eventually('Sentinels that could fail over', async () => {
    const told = await Promise.all(
      sentinels.map((sentinel) => sentinel.ask('SENTINEL', 'MASTER', MASTER_NAME)),
    );
    return told.every((answer) => {
      const fields = (answer as string[]).map(String);
      const value = (name: string) => fields[fields.indexOf(name) + 1];
      return value('num-slaves') === '2' && value('num-other-sentinels') === '2';
    });
  });

  return {
    url: `redis-sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${MASTER_NAME}`,
    sentinels,
    master: async () => {
      const answer = await sentinels[0]?.ask('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER_NAME);
      const port = Number((answer as string[] | undefined)?.[1]);
      const found = servers.find((server) => server.port === port);
      if (!found) throw new Error(`the Sentinels name a master on port ${port}`);
      return found;
    },
    stop: async () => {
      await Promise.all([...sentinels, ...servers].map((server) => server.kill()));
    },
  };
}

async function startSentinel(folder: string, masterPort: number): Promise<RedisServer> {
  mkdirSync(folder, { recursive: true });
  // Sentinels write into their file what they learn.
  const file = path.join(folder, 'sentinel.conf');
  writeFileSync(
    file,
    [
      `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${masterPort} 2`,
      `sentinel down-after-milliseconds ${MASTER_NAME} ${DOWN_AFTER_MS}`,
      `sentinel failover-timeout ${MASTER_NAME} 4000`,
      '',
    ].join('\n'),
  );
  return startRedisServer({ folder, file: path.resolve(file), args: ['--sentinel'] });
}
