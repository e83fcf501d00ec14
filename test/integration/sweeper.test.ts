import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis } from '../../src/systems/redis/connection.ts';
import type { StageQueues } from '../../src/systems/redis/stage-queues.ts';
import { startStageWorkers } from '../../src/systems/redis/stage-workers.ts';
import type { DeadLetter } from '../../src/workflow/ledger.ts';
import type { World } from '../../src/workflow/ports.ts';
import { stepOf } from '../../src/workflow/steps.ts';
import { createSweeper } from '../../src/workflow/sweeper.ts';
import {
  anEntry,
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../support/redis-setting.ts';

const NOW = 1_000_000;
const LONG_AGO = 1_000;
const DONE = { state: 'done', result: {}, says: '' } as const;

const world: World = {
  now: () => NOW,
  newLeadId: () => 'unused',
  random: () => 0.5,
  log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  metrics: { count: () => {}, observe: () => {}, gauge: () => {} },
};

let setting: RedisSetting;
let book: Bookkeeping;
let queues: StageQueues;
beforeAll(async () => {
  setting = await startRedisSetting();
});
beforeEach(async () => {
  book = setting.fresh();
  queues = setting.queuesOf(book);
  await book.ledger.accept(anEntry('lead-1', { receivedAt: LONG_AGO }));
});
afterAll(() => setting.stop());

function letter(step: string): DeadLetter {
  const common = { leadId: 'lead-1', step, generation: 0, words: '400', advice: 'Mend it.' };
  return { ...common, at: LONG_AGO, errorClass: 'invalid', attempts: [] };
}

const sweep = () => createSweeper({ ...book, queues, world }).sweep();
const repairs = async () => (await sweep()).map(({ step, repair }) => `${step}: ${repair}`);
const jobOf = (step: string) => queues.jobState(stepOf(step), 'lead-1');

/** A worker runs the job of a step to its end, which is to fail with these words. */
async function failJob(step: string, says: string): Promise<void> {
  await queues.add(stepOf(step), 'lead-1');
  await runJobs(async () => ({ act: 'fail', says }), step, 'failed');
}

async function runJobs(
  runStep: Parameters<typeof startStageWorkers>[0]['runStep'],
  step: string,
  until: string,
): Promise<void> {
  const redis = connectRedis(setting.url, 'blocking');
  const { prefix } = book;
  const options = { redis, prefix, runStep, concurrency: 1, now: world.now, log: world.log };
  const workers = startStageWorkers(options);
  while ((await jobOf(step)) !== until) await new Promise((resolve) => setTimeout(resolve, 5));
  await workers.close(1_000);
  redis.disconnect();
}

describe('the sweeper', () => {
  it('has nothing to do where every step has its job', async () => {
    await queues.add({ stage: 'deduplicate' }, 'lead-1');
    expect(await sweep()).toEqual([]);
  });

  it('queues an accepted lead that no queue knows', async () => {
    expect(await repairs()).toEqual(['deduplicate: step_without_job']);
    expect(await jobOf('deduplicate')).toBe('waiting');
    expect(await sweep()).toEqual([]);
  });

  it('queues the next steps of one that ended without handing on', async () => {
    await book.ledger.endStep('lead-1', 'deduplicate', DONE, LONG_AGO);
    await book.ledger.endStep('lead-1', 'assign', DONE, LONG_AGO);
    await queues.add({ stage: 'task' }, 'lead-1');
    expect(await repairs()).toEqual(['alert: step_without_job', 'convert~ga4: step_without_job']);
    expect(await jobOf('convert~ga4')).toBe('waiting');
  });

  it('queues a step again whose job has ended without it', async () => {
    await queues.add({ stage: 'deduplicate' }, 'lead-1');
    await runJobs(async () => ({ act: 'complete' }), 'deduplicate', 'completed');
    expect(await repairs()).toEqual(['deduplicate: step_without_job']);
    expect(await jobOf('deduplicate')).toBe('waiting');
  });

  it('leaves a lead alone that something has just happened to', async () => {
    await book.ledger.endStep('lead-1', 'deduplicate', DONE, NOW - 500);
    expect(await sweep()).toEqual([]);
    expect(await jobOf('assign')).toBe('unknown');
  });

  it('leaves a lead alone that has ended', async () => {
    const { ledger } = book;
    await ledger.discardSteps('lead-1', anEntry('lead-1').steps, 'not wanted', LONG_AGO);
    expect(await sweep()).toEqual([]);
  });

  it('makes a dead letter of a job whose worker died too often', async () => {
    await failJob('deduplicate', 'job stalled more than allowable limit');
    expect(await repairs()).toEqual(['deduplicate: failed_without_dead_letter']);
    const record = await book.ledger.load('lead-1');
    expect(record).toMatchObject({ status: 'dead' });
    expect(record?.steps['deduplicate']?.deadLetter).toMatchObject({ errorClass: 'stalled' });
    expect(await queues.deadLetters('deduplicate')).toHaveLength(1);
    expect(await sweep()).toEqual([]);
  });

  it('finishes a replay that was interrupted half-way', async () => {
    await book.ledger.markDead(letter('deduplicate'));
    await failJob('deduplicate', '400');
    await book.ledger.reviveStep('lead-1', 'deduplicate', LONG_AGO);
    expect(await repairs()).toEqual(['deduplicate: replay_without_job']);
    expect(await jobOf('deduplicate')).toBe('waiting');
  });

  it('finishes the replay of a job whose worker had died too often, too', async () => {
    await failJob('deduplicate', 'job stalled more than allowable limit');
    await sweep();
    const failedAt = Date.now();
    await book.ledger.reviveStep('lead-1', 'deduplicate', failedAt + 1_000);
    const later = { ...world, now: () => failedAt + 60_000 };
    const repaired = await createSweeper({ ...book, queues, world: later }).sweep();
    expect(repaired.map(({ repair }) => repair)).toEqual([
      'replay_without_job',
      'entry_without_dead',
    ]);
    expect(await jobOf('deduplicate')).toBe('waiting');
    expect(await book.ledger.load('lead-1')).toMatchObject({ status: 'in_flight' });
  });

  it('enters a dead letter that the dead-letter queue does not have', async () => {
    await book.ledger.markDead(letter('deduplicate'));
    expect(await repairs()).toEqual(['deduplicate: dead_without_entry']);
    expect(await queues.deadLetters('deduplicate')).toEqual([
      { leadId: 'lead-1', step: 'deduplicate', generation: 0 },
    ]);
    expect(await sweep()).toEqual([]);
  });

  it('takes out an entry of a step that is not dead any more', async () => {
    await queues.add({ stage: 'deduplicate' }, 'lead-1');
    await queues.addDeadLetter(letter('deduplicate'));
    await book.ledger.endStep('lead-1', 'deduplicate', DONE, LONG_AGO);
    await queues.add({ stage: 'assign' }, 'lead-1');
    expect(await repairs()).toEqual(['deduplicate: entry_without_dead']);
    expect(await queues.deadLetters('deduplicate')).toEqual([]);
  });

  it('takes out the entry of an earlier generation', async () => {
    await queues.addDeadLetter(letter('deduplicate'));
    await book.ledger.markDead(letter('deduplicate'));
    await book.ledger.reviveStep('lead-1', 'deduplicate', LONG_AGO);
    await queues.add({ stage: 'deduplicate' }, 'lead-1');
    expect(await repairs()).toEqual(['deduplicate: entry_without_dead']);
  });

  it('leaves an entry alone whose mark is a moment away', async () => {
    await queues.add({ stage: 'deduplicate' }, 'lead-1');
    await queues.addDeadLetter(letter('deduplicate'));
    expect(await sweep()).toEqual([]);
    expect(await queues.deadLetters('deduplicate')).toHaveLength(1);
  });

  it('looks at those that have waited longest, and reaches every lead in the end', async () => {
    const stuck = Array.from({ length: 1_010 }, async (_, each) => {
      const leadId = `stuck-${each}`;
      await book.ledger.accept(anEntry(leadId, { receivedAt: LONG_AGO + each }));
      await book.ledger.markDead({ ...letter('deduplicate'), leadId, at: LONG_AGO + each });
    });
    await Promise.all(stuck);
    await book.ledger.accept(anEntry('lost', { receivedAt: LONG_AGO + 2_000 }));
    let clock = NOW;
    const sweeper = createSweeper({ ...book, queues, world: { ...world, now: () => clock } });
    for (let round = 0; round < 4; round += 1) {
      await sweeper.sweep({ leadsOnly: true });
      clock += 60_000;
    }
    expect(await queues.jobState({ stage: 'deduplicate' }, 'lost')).toBe('waiting');
  });
});
