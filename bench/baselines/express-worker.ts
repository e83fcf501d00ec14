import { Queue, Worker } from 'bullmq';
import express from 'express';
import { Redis } from 'ioredis';

/** Web and worker in one process with what leadline is built on, and nothing of leadline. */
const redis = new Redis(process.env['REDIS_URL'] ?? '', { maxRetriesPerRequest: null });
const queue = new Queue('leads', { connection: redis });
const worker = new Worker('leads', async () => undefined, { connection: redis });

const app = express();
app.get('/readyz', async (_request, response) => {
  response.json({ waiting: await queue.getWaitingCount(), works: worker.isRunning() });
});
app.listen(Number(process.env['PORT']));
process.once('SIGTERM', () => process.exit(0));
