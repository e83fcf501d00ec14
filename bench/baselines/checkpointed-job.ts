import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { serveAsWork } from '../harness/work-side.ts';

/** One job a lead, which does nothing but keep six results, each only while it holds its job. */
const STEPS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];
const CONCURRENCY = 50;
const KEEP_IF_HELD = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return 1
`;

const url = process.env['REDIS_URL'] ?? '';
const redis = new Redis(url, { maxRetriesPerRequest: null, enableAutoPipelining: true });
redis.defineCommand('keepIfHeld', { numberOfKeys: 2, lua: KEEP_IF_HELD });
const keepIfHeld = (redis as unknown as Record<string, (...args: string[]) => Promise<number>>)[
  'keepIfHeld'
]?.bind(redis);
const blocking = new Redis(url, { maxRetriesPerRequest: null });
const queue = new Queue('leads', { connection: redis });

serveAsWork(url, {
  prepare: async (leads) => {
    const jobs = Array.from({ length: leads }, (_, at) => ({
      name: 'lead',
      data: { leadId: `lead-${at}` },
      opts: { jobId: `lead-${at}`, removeOnComplete: { age: 3_600, count: 1_000 } },
    }));
    await queue.addBulk(jobs);
  },
  run: (leads) =>
    new Promise((resolve, reject) => {
      let ended = 0;
      const worker = new Worker<{ leadId: string }>(
        'leads',
        async (job, token = '') => {
          const lock = `${job.queueQualifiedName}:${job.id}:lock`;
          for (const step of STEPS) {
            const kept = await keepIfHeld?.(lock, `lead:${job.id}`, token, step, '{"done":true}');
            if (kept !== 1) throw new Error('the job was lost');
          }
        },
        { connection: blocking, concurrency: CONCURRENCY },
      );
      worker.on('completed', () => {
        ended += 1;
        if (ended === leads) worker.close().then(() => resolve(), reject);
      });
    }),
  stop: async () => {
    await queue.close();
    redis.disconnect();
    blocking.disconnect();
  },
});
