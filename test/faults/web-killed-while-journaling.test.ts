import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Leadline } from '../../src/compose.ts';
import { type BreakableRedis, startBreakableRedis } from '../support/breakable-redis.ts';
import { composeFrom, variablesFor } from '../support/durable-web.ts';
import { everyLeadIsKeptOnce } from '../support/kept-once.ts';
import { type Answered, postReferral, postReferrals } from '../support/post-referrals.ts';
import { metricOf, startWebProcess, type WebProcess } from '../support/web-process.ts';

let folder: string;
let redis: BreakableRedis;
/** Looks at the ledger; it accepts nothing itself. */
let onlooker: Leadline;
let running: WebProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-killed-'));
  redis = await startBreakableRedis(path.join(folder, 'redis'));
  onlooker = await composeFrom(variablesFor(redis.url, folder));
});
afterEach(async () => {
  await Promise.all(running.map(({ kill }) => kill()));
  running = [];
  await onlooker.close();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<WebProcess> {
  const web = await startWebProcess(redis.url, folder);
  running.push(web);
  return web;
}

async function accepted(): Promise<number> {
  return (await onlooker.ledger.balance()).accepted;
}

/** Asks until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('this did not come about within 20 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const isEmpty = (web: WebProcess) => async () =>
  (await metricOf(web, 'leadline_journal_entries')) === 0;

/** Posts these one after the other, several at once, until the process is no more. */
async function postUntilGone(web: WebProcess, from: number, count: number): Promise<Answered[]> {
  const answers: Answered[] = [];
  let next = from;
  const sender = async () => {
    while (next < from + count) {
      const number = next;
      next += 1;
      const answer = await postReferral(web.url, number).catch(() => undefined);
      if (!answer) return;
      answers.push(answer);
    }
  };
  await Promise.all(Array.from({ length: 20 }, sender));
  return answers;
}

describe('a web process that is killed', () => {
  it('loses no answered submission while it writes the journal', async () => {
    redis.kill();
    const answers: Answered[] = [];
    for (let round = 0; round < 3; round += 1) {
      const web = await start();
      const posting = postUntilGone(web, round * 1_000, 1_000);
      await until(async () => (await metricOf(web, 'leadline_journal_kept_total')) > 40);
      await web.kill();
      answers.push(...(await posting));
    }
    expect(answers.length).toBeGreaterThan(100);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);

    await redis.start();
    await until(isEmpty(await start()));
    // Submissions whose answer was cut off may have been kept as well; 20 senders a round.
    const total = await accepted();
    expect(total - answers.length).toBeLessThanOrEqual(60);
    const known = await Promise.all(answers.map(({ leadId }) => onlooker.ledger.load(leadId)));
    expect(known.filter((record) => record?.status === 'in_flight')).toHaveLength(answers.length);
    expect(new Set(answers.map(({ leadId }) => leadId)).size).toBe(answers.length);
    expect(await onlooker.ledger.balance()).toMatchObject({ balanced: true });
  });

  it('loses and doubles nothing while it drains the journal', async () => {
    redis.kill();
    const first = await start();
    const answers = await postReferrals(first.url, 0, 600, 50);
    await first.end();
    await redis.start();
    const killedAt: number[] = [];
    for (const enough of [20, 200, 400]) {
      const web = await start();
      await until(async () => (await accepted()) >= enough);
      await web.kill();
      killedAt.push(await accepted());
    }
    expect(killedAt[0]).toBeLessThan(600);
    await until(isEmpty(await start()));
    await everyLeadIsKeptOnce(onlooker, answers);
  });

  it('has its journal drained by another one that shares the folder', async () => {
    redis.kill();
    const [one, other] = await Promise.all([start(), start()]);
    const answers = [
      ...(await postReferrals(one.url, 0, 30)),
      ...(await postReferrals(other.url, 30, 30)),
    ];
    await one.kill();
    await redis.start();
    await until(async () => (await accepted()) === 60);
    await until(isEmpty(other));
    await everyLeadIsKeptOnce(onlooker, answers);
  });
});
