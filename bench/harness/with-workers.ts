import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPrivateRedis } from '../../src/systems/redis/private-redis.ts';
import { startWork, type WorkProcess } from './work.ts';

/**
 * Runs a benchmark of worker processes, which share one redis-server of their own and a folder.
 * `start` starts the module `file` as one of them; all are stopped at the end.
 */
export async function withWorkers<Result>(
  use: (start: (file: URL) => Promise<WorkProcess>) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-bench-'));
  const redis = await startPrivateRedis({ folder });
  const processes: WorkProcess[] = [];
  try {
    return await use(async (file) => {
      const work = await startWork(file, { REDIS_URL: redis.url, LEADLINE_DATA: folder });
      processes.push(work);
      return work;
    });
  } finally {
    await Promise.all(processes.map((each) => each.stop()));
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
