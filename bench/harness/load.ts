import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Figures } from './figures.ts';
import type { Served } from './subject.ts';

export type Load = {
  /** Which bodies are sent: a name in deliveries.ts. */
  delivery: string;
  path: string;
  connections: number;
  ms: number;
};

export type LoadDone = { requests: number; p50: number; p99: number };

/** The sender, in a process of its own: it must not slow down what it measures. */
export type LoadGenerator = {
  /** Requests a second, their times in ms, and the server's CPU time for each in microseconds. */
  send: (subject: Served, load: Load) => Promise<Figures>;
  stop: () => void;
};

export function startLoadGenerator(): LoadGenerator {
  const child = fork(new URL('./load-sender.js', import.meta.url));
  return {
    send: async (subject, load) => {
      child.send({ prepare: { ...load, urls: subject.urls } });
      await once(child, 'message');
      const before = await subject.cpuMicros();
      child.send('go');
      const [done] = (await once(child, 'message')) as [LoadDone | { failed: string }];
      if ('failed' in done) throw new Error(`${subject.urls[0]}${load.path}: ${done.failed}`);
      const cpu = (await subject.cpuMicros()) - before;
      return {
        'requests/s': done.requests / (load.ms / 1_000),
        'p50 ms': done.p50,
        'p99 ms': done.p99,
        'CPU µs': cpu / done.requests,
      };
    },
    stop: () => {
      child.disconnect();
    },
  };
}
