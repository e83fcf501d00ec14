import { withRedis } from './with-redis.ts';
import { startWork, type WorkProcess } from './work.ts';

/**
 * Runs a benchmark of worker processes, which share one redis-server of their own and a folder.
 * `start` starts the module `file` as one of them; all are stopped at the end.
 */
export function withWorkers<Result>(
  use: (start: (file: URL) => Promise<WorkProcess>) => Promise<Result>,
): Promise<Result> {
  return withRedis(async ({ url, folder }) => {
    const processes: WorkProcess[] = [];
    try {
      return await use(async (file) => {
        const work = await startWork(file, { REDIS_URL: url, LEADLINE_DATA: folder });
        processes.push(work);
        return work;
      });
    } finally {
      await Promise.all(processes.map((each) => each.stop()));
    }
  });
}
