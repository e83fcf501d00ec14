import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { serveAsWork } from '../harness/work-side.ts';

/** As many empty jobs as a lead has steps, each of which only queues the next one. */
const QUEUES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];
const CONCURRENCY = 50;
const JOB_OPTIONS = { removeOnComplete: { age: 3_600, count: 1_000 }, attempts: 1_000 };

const url = process.env['REDIS_URL'] ?? '';
const connection = new Redis(url, { maxRetriesPerRequest: null, enableAutoPipelining: true });
const blocking = new Redis(url, { maxRetriesPerRequest: null });
const queues = QUEUES.map((name) => new Queue(name, { connection }));

serveAsWork(url, {
  prepare: async (leads) => {
    const jobs = Array.from({ length: leads }, (_, at) => ({
      name: 'lead',
      data: { leadId: `lead-${at}` },
      opts: { ...JOB_OPTIONS, jobId: `lead-${at}` },
    }));
    await queues[0]?.addBulk(jobs);
  },
  run: (leads) =>
    new Promise((resolve, reject) => {
      let ended = 0;
      const workers = QUEUES.map(
        (name, at) =>
          new Worker<{ leadId: string }>(
            name,
            async ({ data }) => {
              const next = queues[at + 1];
              if (next) await next.add('lead', data, { ...JOB_OPTIONS, jobId: data.leadId });
            },
            { connection: blocking, concurrency: CONCURRENCY },
          ),
      );
      workers.at(-1)?.on('completed', () => {
        ended += 1;
        if (ended === leads)
          Promise.all(workers.map((each) => each.close())).then(() => resolve(), reject);
      });
    }),
  stop: async () => {
    await Promise.all(queues.map((queue) => queue.close()));
    connection.disconnect();
    blocking.disconnect();
  },
});
