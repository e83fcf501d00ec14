import path from 'node:path';
import { eventually, freePort, type RedisServer, startRedisServer } from './redis-server.ts';

/** Three masters that share the slots, each with a replica. */
export type RedisCluster = {
  url: string;
  masters: RedisServer[];
  /** The master, of those that answer, that has this key. */
  ownerOf: (key: string) => Promise<RedisServer>;
  stop: () => Promise<void>;
};

const SLOTS = 16_384;
const NODE_TIMEOUT_MS = 1_500;

export async function startRedisCluster({ folder }: { folder: string }): Promise<RedisCluster> {
  const nodes = await Promise.all(
    Array.from({ length: 6 }, async (_, at) => startNode(path.join(folder, `${at}`))),
  );
  const servers = nodes.map(({ server }) => server);
  const masters = servers.slice(0, 3);
  const replicas = servers.slice(3);
  await join(nodes, masters);
  await Promise.all(
    replicas.map(async (replica, at) => {
      const id = String(await masters[at]?.ask('CLUSTER', 'MYID'));
      await eventually('a replica that follows', async () => {
        await replica.ask('CLUSTER', 'REPLICATE', id);
        return (await replica.info('replication')).includes('master_link_status:up');
      });
    }),
  );
  await eventually('a cluster that is whole', async () => {
    const states = await Promise.all(servers.map((server) => server.ask('CLUSTER', 'INFO')));
    return states.every((state) => String(state).includes('cluster_state:ok'));
  });

  return {
    url: `redis-cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    masters,
    ownerOf: async (key) => {
      for (const server of servers) {
        const slot = Number(await server.ask('CLUSTER', 'KEYSLOT', key).catch(() => -1));
        const ranges = await server.ask('CLUSTER', 'SLOTS').catch(() => undefined);
        if (!Array.isArray(ranges)) continue;
        const owner = (ranges as [number, number, [string, number]][]).find(
          ([first, last]) => first <= slot && slot <= last,
        );
        const found = servers.find(({ port }) => port === owner?.[2][1]);
        if (found) return found;
      }
      throw new Error(`no node has the slot of ${key}`);
    },
    stop: async () => {
      await Promise.all(servers.map((server) => server.kill()));
    },
  };
}

type Node = { server: RedisServer; bus: number };

async function startNode(folder: string): Promise<Node> {
  const bus = await freePort();
  const server = await startRedisServer({
    folder,
    args: [
      ...['--cluster-enabled', 'yes', '--cluster-port', String(bus)],
      ...['--cluster-node-timeout', String(NODE_TIMEOUT_MS)],
      ...['--appendonly', 'yes', '--save', '', '--repl-diskless-sync-delay', '0'],
    ],
  });
  return { server, bus };
}

/** Everybody meets everybody, which is quicker than waiting until it is passed on. */
async function join(nodes: Node[], masters: RedisServer[]): Promise<void> {
  const share = Math.ceil(SLOTS / masters.length);
  for (const [at, master] of masters.entries()) {
    const last = Math.min(SLOTS, (at + 1) * share) - 1;
    await master.ask('CLUSTER', 'ADDSLOTSRANGE', String(at * share), String(last));
    await master.ask('CLUSTER', 'SET-CONFIG-EPOCH', String(at + 1));
  }
  for (const { server } of nodes) {
    for (const other of nodes) {
      if (other.server === server) continue;
      await server.ask('CLUSTER', 'MEET', '127.0.0.1', `${other.server.port}`, `${other.bus}`);
    }
  }
  await eventually('nodes that know each other', async () => {
    const known = await Promise.all(nodes.map(({ server }) => server.ask('CLUSTER', 'INFO')));
    return known.every((state) => String(state).includes(`cluster_known_nodes:${nodes.length}`));
  });
}
