import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Leadline } from '../../src/compose.ts';
import { watchTheMachine } from '../support/answered-in-time.ts';
import { type BreakableRedis, startBreakableRedis } from '../support/breakable-redis.ts';
import { composeFrom, variablesFor } from '../support/durable-web.ts';
import { everyLeadIsKeptOnce } from '../support/kept-once.ts';
import { type Answered, postReferral, postReferrals } from '../support/post-referrals.ts';
import { aSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { metricOf, startWebProcess, type WebProcess } from '../support/web-process.ts';

let disk: SmallDisk;
let elsewhere: string;
let redis: BreakableRedis;
let onlooker: Leadline;
let web: WebProcess;

beforeEach(async () => {
  disk = aSmallDisk();
  elsewhere = mkdtempSync(path.join(tmpdir(), 'leadline-elsewhere-'));
  redis = await startBreakableRedis(path.join(elsewhere, 'redis'));
  web = await startWebProcess(redis.url, disk.folder);
  onlooker = await composeFrom(variablesFor(redis.url, elsewhere));
});
afterEach(async () => {
  await web.kill();
  await onlooker.close();
  await redis.stop();
  disk.remove();
  rmSync(elsewhere, { recursive: true, force: true });
});

/**
 * Fills the disk until nothing more is taken: a submission may fit in what was the last block, or
 * in what the process itself has just freed. Answers those, and the refusals.
 */
async function fillUp(from: number): Promise<{ fitted: Answered[]; refused: Answered[] }> {
  const fitted: Answered[] = [];
  const refused: Answered[] = [];
  while (refused.length < 3) {
    disk.fill(web.pid);
    const answer = await postReferral(web.url, from + fitted.length + refused.length);
    (answer.status === 200 ? fitted : refused).push(answer);
  }
  return { fitted, refused };
}

async function drained(): Promise<void> {
  const end = Date.now() + 20_000;
  while ((await metricOf(web, 'leadline_journal_entries')) > 0) {
    if (Date.now() > end) throw new Error('the journal was not drained within 20 s');
  }
}

describe('a full disk while Redis is away', () => {
  it('is answered 503 with the time to come again, and costs nothing kept before or after', async () => {
    redis.kill();
    const inTime = watchTheMachine(() => web.url);
    const before = await postReferrals(web.url, 0, 10);

    const { fitted, refused } = await fillUp(100);
    refused.push(...(await postReferrals(web.url, 10, 10)));
    const ready = await fetch(`${web.url}/readyz`);
    disk.makeRoom(web.pid);
    const after = await postReferrals(web.url, 10, 20);

    expect(before.map(({ status }) => status)).toEqual(Array(10).fill(200));
    for (const answer of refused) {
      expect(answer.status).toBe(503);
      expect(Number(answer.retryAfter)).toBeGreaterThan(0);
    }
    await inTime(refused);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      checks: [
        { name: 'submissions', ok: false, says: expect.stringContaining('make room on the disk') },
        { name: 'redis', ok: false },
        { name: 'journal', ok: false },
      ],
    });
    expect(await metricOf(web, 'leadline_not_kept_total')).toBe(refused.length);
    // The refused ones came again, and are new leads.
    expect(after.map(({ as }) => as)).toEqual(Array(20).fill('accepted'));

    await redis.start();
    await drained();
    await everyLeadIsKeptOnce(onlooker, [...before, ...fitted, ...after]);
  });

  it('neither keeps the journal from being drained nor Redis from taking submissions', async () => {
    redis.kill();
    const kept = await postReferrals(web.url, 0, 150);
    disk.fill(web.pid);
    await redis.start();
    await drained();
    const straight = await postReferral(web.url, 150);
    expect(straight).toMatchObject({ status: 200, as: 'accepted' });
    await everyLeadIsKeptOnce(onlooker, [...kept, straight]);
    disk.makeRoom(web.pid);
  });
});
