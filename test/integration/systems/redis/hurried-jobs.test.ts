import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StageQueues } from '../../../../src/systems/redis/stage-queues.ts';
import { type RedisSetting, startRedisSetting } from '../../../support/redis-setting.ts';

const TASK = { stage: 'task' } as const;
const HOUR_MS = 3_600_000;

describe('a job that is hurried', () => {
  let setting: RedisSetting;
  let queues: StageQueues;
  beforeAll(async () => {
    setting = await startRedisSetting();
    queues = setting.queuesOf(setting.fresh());
  });
  afterAll(() => setting.stop());

  it('comes at once when it waits for its time', async () => {
    const queue = queues.all().find(({ name }) => name === 'task');
    await queue?.add('task', { leadId: 'one' }, { jobId: 'one', delay: HOUR_MS });
    expect(await queues.jobState(TASK, 'one')).toBe('delayed');
    await queues.hurry(TASK, 'one');
    expect(await queues.jobState(TASK, 'one')).toBe('waiting');
  });

  it('stays what it is when it does not, or is not there', async () => {
    await queues.add(TASK, 'two');
    await queues.hurry(TASK, 'two');
    expect(await queues.jobState(TASK, 'two')).toBe('waiting');
    await queues.hurry(TASK, 'three');
    expect(await queues.jobState(TASK, 'three')).toBe('unknown');
  });
});
