import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BreakableRedis, startBreakableRedis } from '../support/breakable-redis.ts';
import { type Stack, startStack } from '../support/stack.ts';

describe('alarms while Redis is away', () => {
  let folder: string;
  let redis: BreakableRedis;
  let stack: Stack;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'leadline-alarms-'));
    redis = await startBreakableRedis(folder);
    stack = await startStack({ variables: { REDIS_URL: redis.url } });
  });
  afterAll(async () => {
    await stack.stop();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const said = () => stack.slack.state().messages.map(({ text }) => text);
  const post = (name: string) =>
    stack.accept('contact-page', { name, email: `${name}@hofer.example.com`, country: 'DE' });

  it('say once that submissions wait on disk, and that Redis has them again', async () => {
    const { watching, intake } = stack.leadline;
    await post('first');
    await watching.intakeWatch.round();
    expect(said()).toEqual([]);

    redis.kill();
    await post('second');
    await watching.intakeWatch.round();
    await watching.intakeWatch.round();
    expect(said()).toHaveLength(1);
    expect(said()[0]).toContain('Alarm: 1 submission waits on disk');

    await redis.start();
    // Its own connection comes back in its own time.
    while ((await intake.drainOnce()) === 0) await setImmediate();
    await watching.intakeWatch.round();
    expect(said()).toHaveLength(2);
    expect(said()[1]).toContain('Over: Redis has everything that was kept on disk');
    expect(await watching.alarms.open()).toEqual([]);
  });
});
