import { Queue } from 'bullmq';
import express from 'express';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { serveAsSubject } from '../harness/subject-side.ts';

/**
 * What a careful first version looks like: Express with its JSON parser, a zod schema, and one
 * awaited job a request. Durable before the answer, and none of leadline's other work.
 */
const leadSchema = z.looseObject({
  submission_id: z.string().optional(),
  email: z.email(),
  first_name: z.string().min(1),
  last_name: z.string().min(1),
  phone: z.string().optional(),
  company: z.string().optional(),
  message: z.string().optional(),
  page_url: z.url().optional(),
});

const redis = new Redis(process.env['REDIS_URL'] ?? '', { maxRetriesPerRequest: null });
const queue = new Queue('leads', { connection: redis });
const app = express();
app.use(express.json());
app.post('/leads', async (request, response) => {
  const lead = leadSchema.safeParse(request.body);
  if (!lead.success) {
    response.status(422).json({ errors: lead.error.issues });
    return;
  }
  const job = await queue.add('lead', lead.data);
  response.json({ id: job.id, status: 'accepted' });
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  serveAsSubject(`http://127.0.0.1:${port}`, async () => {
    server.closeAllConnections();
    await queue.close();
    redis.disconnect();
  });
});
