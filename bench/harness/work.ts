import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { WorkDone } from './work-side.ts';

/** A worker in a process of its own, so that its CPU time is its own. */
export type WorkProcess = {
  measure: (leads: number) => Promise<WorkDone>;
  stop: () => Promise<void>;
};

/** Starts the module `file`, which has to call `serveAsWork` (work-side.ts). */
export async function startWork(file: URL, env: Record<string, string>): Promise<WorkProcess> {
  const child = fork(file, { env: { ...process.env, ...env, NODE_ENV: 'production' } });
  const ended = once(child, 'exit');
  const early = ended.then(() => {
    throw new Error(`${file.pathname} ended before its time`);
  });
  early.catch(() => undefined);
  await Promise.race([once(child, 'message'), early]);

  return {
    measure: async (leads) => {
      child.send({ leads });
      const [done] = (await Promise.race([once(child, 'message'), early])) as [
        WorkDone | { failed: string },
      ];
      if ('failed' in done) throw new Error(`${file.pathname}: ${done.failed}`);
      return done;
    },
    stop: async () => {
      child.send('stop');
      await ended;
    },
  };
}
