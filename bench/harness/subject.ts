import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What is sent to: a server, or several of the same. */
export type Served = {
  urls: string[];
  /** CPU time that its process has used until now, in microseconds; of several the sum. */
  cpuMicros: () => Promise<number>;
};

/** A server in a process of its own, so that its CPU time is its own. */
export type Subject = Served & { stop: () => Promise<void> };

/**
 * Starts the module `file`, which has to call `serveAsSubject` (subject-side.ts). Where
 * BENCH_PROFILES names a folder, its CPU profile is left there.
 */
export async function startSubject(file: URL, env: Record<string, string>): Promise<Subject> {
  const profiles = process.env['BENCH_PROFILES'];
  const profiling = profiles ? ['--cpu-prof', '--cpu-prof-dir', profiles] : [];
  const child = fork(file, {
    env: { ...process.env, ...env, NODE_ENV: 'production' },
    execArgv: profiling,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const early = ended.then(() => {
    throw new Error(`${file.pathname} ended before it was ready`);
  });
  early.catch(() => undefined);
  const [{ url }] = (await Promise.race([once(child, 'message'), early])) as [{ url: string }];

  return {
    urls: [url],
    cpuMicros: async () => {
      const answer = once(child, 'message');
      child.send('cpu');
      const [{ cpu }] = (await answer) as [{ cpu: number }];
      return cpu;
    },
    stop: async () => {
      child.send('stop');
      await ended;
    },
  };
}

/** Several as one: the sender's connections go to them by turns. */
export function together(subjects: Served[]): Served {
  return {
    urls: subjects.flatMap(({ urls }) => urls),
    cpuMicros: async () => {
      const used = await Promise.all(subjects.map((each) => each.cpuMicros()));
      return used.reduce((sum, micros) => sum + micros, 0);
    },
  };
}
