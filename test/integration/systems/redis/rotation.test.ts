import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis } from '../../../../src/systems/redis/connection.ts';
import { keysFor } from '../../../../src/systems/redis/keys.ts';
import type { Redis } from '../../../../src/systems/redis/redis-client.ts';
import { createRotation } from '../../../../src/systems/redis/rotation.ts';
import { LedgerUnavailable, type Rotation } from '../../../../src/workflow/ledger.ts';
import { onEveryMaster } from '../../../support/any-redis.ts';
import type { RotationOrder } from '../../../support/child-rotation.ts';
import {
  anEntry,
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../../../support/redis-setting.ts';
import {
  DECIDED_AT,
  held,
  nextOf,
  owedIn,
  rotationTeam,
  takenIn,
  turnOf,
} from '../../../support/rotation-scene.ts';

let setting: RedisSetting;
let book: Bookkeeping;
let rotation: Rotation;
const connections: Redis[] = [];
beforeAll(async () => {
  setting = await startRedisSetting();
});
beforeEach(() => {
  book = setting.fresh();
  rotation = book.rotation;
});
afterAll(async () => {
  for (const connection of connections) connection.disconnect();
  await setting.stop();
});

async function accept(...leadIds: string[]): Promise<void> {
  await Promise.all(leadIds.map((leadId) => book.ledger.accept(anEntry(leadId))));
}

function named(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `lead-${at + 1}`);
}

/** Another worker: a connection, and a rotation, of its own. */
function elsewhere(): { redis: Redis; rotation: Rotation } {
  const redis = connectRedis(setting.url, 'work');
  connections.push(redis);
  const other = createRotation({
    ...{ redis, prefix: book.prefix },
    team: () => rotationTeam,
    companyKey: book.personKeys.keyOfEmail,
  });
  return { redis, rotation: other };
}

/** Has each server end the connection that this client works on. */
async function connectionBreaker(redis: Redis): Promise<() => void> {
  const ends = await onEveryMaster(redis, async (connection) => {
    const id = await connection.client('ID');
    const other = connection.duplicate();
    connections.push(other);
    await other.ping();
    return () => void other.client('KILL', 'ID', id);
  });
  return () => {
    for (const end of ends) end();
  };
}

async function taken(pool?: string): Promise<Record<string, number>> {
  return takenIn((await rotation.look()).rotation, pool);
}

describe('leads that are decided at once', () => {
  it('each see what all before took, however many workers decide them', async () => {
    const leadIds = named(50);
    await accept(...leadIds);
    const workers = [rotation, ...[1, 2, 3, 4].map(() => elsewhere().rotation)];
    const seen: string[] = [];
    await Promise.all(
      leadIds.map(async (leadId, at) => {
        let saw = '';
        await workers[at % workers.length]?.decideOnce(leadId, (now) => {
          saw = JSON.stringify(now.rotation);
          return nextOf()(now);
        });
        seen.push(saw);
      }),
    );
    const { rotation: after } = await rotation.look();
    expect(new Set(seen).size).toBe(50);
    expect(Object.values(takenIn(after)).reduce((sum, each) => sum + each, 0)).toBe(50);
    expect(Math.max(...Object.values(owedIn(after)).map(Math.abs))).toBeLessThan(1);
    expect(after.pools['dach']?.counts).toMatchObject({ day: { count: 50 }, open: 50 });
    expect(after.members['ada']?.counts).toMatchObject({ day: { of: '2026-11-23', count: 25 } });
    expect(await rotation.entries({ pool: 'dach', limit: 100 })).toHaveLength(50);
  });

  it('are one after another in every process', async () => {
    const leadIds = named(48);
    await accept(...leadIds);
    const processes = [0, 1, 2].map((at) =>
      startProcess({ leadIds: leadIds.slice(at * 16, at * 16 + 16), hangs: false }),
    );
    await Promise.all(processes.map(({ says }) => says('ready')));
    for (const { go } of processes) go();
    await Promise.all(processes.map(({ ended }) => ended));
    expect(await taken()).toEqual({ ada: 24, bob: 12, cleo: 12 });
    expect(await rotation.open(100)).toHaveLength(48);
  });
});

describe('a lead that is decided again', () => {
  beforeEach(() => accept('lead-1', 'lead-2'));

  it('has its turn once, and is told what was decided before', async () => {
    const first = await rotation.decideOnce('lead-1', nextOf());
    const again = await elsewhere().rotation.decideOnce('lead-1', (now) => now.before ?? fail());
    expect(again).toEqual(first);
    expect(await taken()).toEqual({ ada: 1, bob: 0, cleo: 0 });
  });

  it('is decided as if it had not been given to anybody yet', async () => {
    await rotation.decideOnce('lead-1', nextOf());
    await rotation.decideOnce('lead-1', nextOf());
    expect(await taken()).toEqual({ ada: 1, bob: 0, cleo: 0 });
    const { rotation: after } = await rotation.look();
    expect(after.members['ada']?.counts).toMatchObject({ day: { count: 1 }, open: 1 });
  });

  it('gives back what it took, in the same moment in which it takes anew', async () => {
    await rotation.decideOnce('lead-1', turnOf('ada'));
    await rotation.decideOnce('lead-1', turnOf('bob'));
    const { rotation: after } = await rotation.look();
    expect(owedIn(after)).toEqual({ ada: 0.5, bob: -0.75, cleo: 0.25 });
    expect(after.members['ada']?.counts).toMatchObject({ day: { count: 0 }, open: 0 });
    expect(await rotation.open(10)).toEqual([{ leadId: 'lead-1', member: 'bob', at: DECIDED_AT }]);
  });

  it('is nobody’s any more when it is held', async () => {
    await rotation.decideOnce('lead-1', turnOf('ada'));
    await rotation.decideOnce('lead-1', held());
    expect(await rotation.open(10)).toEqual([]);
    expect(owedIn((await rotation.look()).rotation)).toEqual({ ada: 0, bob: 0, cleo: 0 });
    expect(await rotation.credit({ leadId: 'lead-1', reason: 'spam', part: 1, at: 1 })).toBe(false);
  });
});

describe('a process that is killed while it decides', () => {
  it('has taken nothing, and keeps nobody from deciding the lead', async () => {
    await accept('lead-1');
    const frozen = startProcess({ leadIds: ['lead-1'], hangs: true });
    await frozen.says('ready');
    frozen.go();
    await frozen.says('deciding');
    await frozen.kill();
    expect(await taken()).toEqual({});
    await rotation.decideOnce('lead-1', nextOf());
    expect(await taken()).toEqual({ ada: 1, bob: 0, cleo: 0 });
  });

  it('takes once when the connection breaks between its reading and its writing', async () => {
    await accept('lead-1');
    const { redis, rotation: broken } = elsewhere();
    const breakAll = await connectionBreaker(redis);
    await broken.decideOnce('lead-1', (now) => {
      breakAll();
      return nextOf()(now);
    });
    expect(await taken()).toEqual({ ada: 1, bob: 0, cleo: 0 });
  });

  it('says that the ledger is away, and nothing else, when Redis stays away', async () => {
    await accept('lead-1');
    const { redis, rotation: away } = elsewhere();
    const decision = away.decideOnce('lead-1', (now) => {
      redis.disconnect();
      return nextOf()(now);
    });
    await expect(decision).rejects.toThrow(LedgerUnavailable);
    expect(await taken()).toEqual({});
  });

  it('goes on with the next lead after a decision that failed', async () => {
    await accept('lead-1', 'lead-2');
    const failing = rotation.decideOnce('lead-1', () => fail());
    const next = rotation.decideOnce('lead-2', nextOf());
    await expect(failing).rejects.toThrow('not expected');
    expect((await next).decision.owner?.member).toBe('ada');
  });
});

describe('a lead that is gone', () => {
  it('is decided, and takes nothing', async () => {
    expect((await rotation.decideOnce('nobody', nextOf())).decision.owner?.member).toBe('ada');
    expect(await taken()).toEqual({});
    expect(await setting.redis.exists(keysFor(book.prefix).lead('nobody'))).toBe(0);
  });

  it('takes nothing when it is erased while it is decided', async () => {
    await accept('lead-1');
    const { lead } = keysFor(book.prefix);
    const { redis, rotation: other } = elsewhere();
    await other.decideOnce('lead-1', (now) => {
      // Sent before the commit, on the same connection.
      void redis.hset(lead('lead-1'), 'status', 'erased');
      return nextOf()(now);
    });
    expect(await taken()).toEqual({});
    expect(await setting.redis.hexists(lead('lead-1'), 'decided')).toBe(0);
  });

  it('is closed all the same', async () => {
    await accept('lead-1');
    await rotation.decideOnce('lead-1', turnOf('ada'));
    await setting.redis.del(keysFor(book.prefix).lead('lead-1'));
    await rotation.close('lead-1');
    expect(await rotation.open(10)).toEqual([]);
    expect((await rotation.look()).rotation.members['ada']?.counts.open).toBe(0);
  });
});

function startProcess(order: Pick<RotationOrder, 'leadIds' | 'hangs'>) {
  const all: RotationOrder = { ...order, redisUrl: setting.url, prefix: book.prefix };
  const file = path.resolve(import.meta.dirname, '../../../support/child-rotation.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { PATH: process.env['PATH'], ORDER: JSON.stringify(all) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout);
  const said = new Set<string>();
  lines.on('line', (line) => said.add(line));
  return {
    says: async (line: string): Promise<void> => {
      while (!said.has(line)) await once(lines, 'line');
    },
    ended,
    go: () => child.stdin.write('go\n'),
    kill: async (): Promise<void> => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function fail(): never {
  throw new Error('this was not expected');
}
