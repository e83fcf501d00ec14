import { afterEach, describe, expect, it } from '@jest/globals';
import type { Leadline } from '../../src/compose.ts';
import { type InTime, watchTheMachine } from '../support/answered-in-time.ts';
import type { BreakableRedis } from '../support/breakable-redis.ts';
import { type DurableWeb, startDurableWeb } from '../support/durable-web.ts';
import { drainAll, everyLeadIsKeptOnce } from '../support/kept-once.ts';
import { type Answered, postReferral, postReferrals } from '../support/post-referrals.ts';

async function drained(): Promise<Leadline> {
  await drainAll(web.leadline());
  return web.leadline();
}

type Outage = {
  name: string;
  begin: (redis: BreakableRedis) => Promise<unknown>;
  end: (redis: BreakableRedis) => Promise<unknown>;
};

let web: DurableWeb;
let inTime: InTime;
afterEach(() => web.stop());

async function start(options?: { redisAway: true }): Promise<void> {
  web = await startDurableWeb(options);
  inTime = watchTheMachine(web.url);
}

async function takenInTime(answers: Answered[]): Promise<void> {
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  await inTime(answers);
}

const OUTAGES: Outage[] = [
  {
    name: 'killed',
    begin: async ({ kill }) => kill(),
    end: ({ start }) => start(),
  },
  {
    name: 'hung',
    begin: async ({ freeze }) => freeze(),
    end: async ({ thaw }) => thaw(),
  },
  {
    name: 'a replica of a dead host',
    begin: ({ command }) => command('REPLICAOF', '127.0.0.1', '1'),
    end: ({ command }) => command('REPLICAOF', 'NO', 'ONE'),
  },
  {
    name: 'without its replicas',
    begin: ({ command }) => command('CONFIG', 'SET', 'min-replicas-to-write', '1'),
    end: ({ command }) => command('CONFIG', 'SET', 'min-replicas-to-write', '0'),
  },
  {
    name: 'out of memory',
    begin: ({ command }) => command('CONFIG', 'SET', 'maxmemory', '1'),
    end: ({ command }) => command('CONFIG', 'SET', 'maxmemory', '0'),
  },
];

describe('while Redis is', () => {
  it.each(OUTAGES)('$name, every submission is kept in time, and once', async (outage) => {
    await start();
    const before = await postReferrals(web.url(), 0, 10);

    await outage.begin(web.redis);
    const during = await postReferrals(web.url(), 10, 60);
    const again = await postReferral(web.url(), 30);
    const ready = await fetch(`${web.url()}/readyz`);
    const metrics = await (await fetch(`${web.url()}/metrics`)).text();
    await outage.end(web.redis);
    const after = await postReferrals(web.url(), 70, 10);

    await takenInTime([...before, ...during, again, ...after]);
    expect(again).toMatchObject({ as: 'duplicate', leadId: during[20]?.leadId });
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      checks: [
        { name: 'submissions', ok: true, says: expect.stringContaining('journal') },
        { name: 'redis', ok: false },
        { name: 'journal', ok: true, says: expect.stringMatching(/^takes submissions; [1-9]/) },
      ],
    });
    expect(metrics).toMatch(/^leadline_journal_kept_total 60$/m);
    await everyLeadIsKeptOnce(await drained(), [...before, ...during, ...after]);
  });
});

describe('a Redis that is away when leadline starts', () => {
  it('keeps no submission from being accepted', async () => {
    await start({ redisAway: true });
    const during = await postReferrals(web.url(), 0, 20);
    await takenInTime(during);
    await web.redis.start();
    await everyLeadIsKeptOnce(await drained(), during);
  });

  it('is waited for through restarts of leadline', async () => {
    await start({ redisAway: true });
    const first = await postReferrals(web.url(), 0, 20);
    await web.restart();
    const second = await postReferrals(web.url(), 20, 20);
    await takenInTime([...first, ...second]);
    await web.redis.start();
    await everyLeadIsKeptOnce(await drained(), [...first, ...second]);
  });
});

describe('a Redis that is killed again and again', () => {
  it('costs no submission, and doubles none', async () => {
    await start();
    const answers: Answered[] = [];
    for (let round = 0; round < 4; round += 1) {
      // Into the middle of submissions, and into the middle of draining.
      const posting = postReferrals(web.url(), round * 40, 40, 20);
      await new Promise((resolve) => setImmediate(resolve));
      web.redis.kill();
      answers.push(...(await posting));
      await web.redis.start();
    }
    await takenInTime(answers);
    await everyLeadIsKeptOnce(await drained(), answers);
  });
});
