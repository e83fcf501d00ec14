import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RedisSetting, startRedisSetting } from '../support/redis-setting.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** On a machine where no redis-server is on the PATH. */
function demoWithout(env: Record<string, string>): Promise<{ exit: number | null; out: string }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'src/main.ts', 'demo', '--once', '--port', '0'],
    { cwd: ROOT, env: { PATH: '', ...env } },
  );
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => void (out += chunk.toString()));
  }
  return new Promise((resolve) => {
    child.once('close', (exit) => resolve({ exit, out }));
  });
}

describe('the demo where no redis-server is installed', () => {
  let setting: RedisSetting;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'leadline-demo-test-'));
    setting = await startRedisSetting();
  });
  afterAll(async () => {
    await setting.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs in the Redis that REDIS_URL names, and leaves nothing of its own in it', async () => {
    await setting.redis.set('somebody-else', 'kept');
    const { exit, out } = await demoWithout({
      TMPDIR: folder,
      REDIS_URL: setting.url,
    });
    expect(out).toContain('Every expectation was met');
    expect(exit).toBe(0);
    expect(await setting.keys('*')).toEqual(['somebody-else']);
  }, 60_000);

  it('says so where that Redis does not answer', async () => {
    const { exit, out } = await demoWithout({ TMPDIR: folder, REDIS_URL: 'redis://127.0.0.1:1' });
    expect(out).toContain('Redis at 127.0.0.1:1 cannot be reached');
    expect(exit).toBe(1);
  }, 60_000);
});
