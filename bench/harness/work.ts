import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { WorkAsked, WorkDone } from './work-side.ts';

/** A worker in a process of its own, so that its CPU time is its own. */
export type WorkProcess = {
  /** Empties Redis, and lays so many leads ready in it. */
  prepare: (leads: number) => Promise<void>;
  /** Ends when so many are done; others may work at them too. */
  run: (leads: number) => Promise<WorkDone>;
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

  async function ask<Answer extends WorkDone | 'prepared'>(asked: WorkAsked): Promise<Answer> {
    child.send(asked);
    const [answer] = (await Promise.race([once(child, 'message'), early])) as [
      Answer | { failed: string },
    ];
    if (typeof answer === 'object' && 'failed' in answer) {
      throw new Error(`${file.pathname}: ${answer.failed}`);
    }
    return answer;
  }

  return {
    prepare: async (leads) => {
      await ask<'prepared'>({ prepare: leads });
    },
    run: (leads) => ask<WorkDone>({ run: leads }),
    stop: async () => {
      child.send('stop');
      await ended;
    },
  };
}
