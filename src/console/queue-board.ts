import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { Router } from 'express';

/**
 * Read only: a retry pressed there would skip the ledger. Replays are `leadline dead replay`.
 * Jobs carry ids only, so there is nothing personal to see.
 *
 * `basePath`: where it is mounted, for the links of its pages.
 */
export function createQueueBoard(queues: Queue[], basePath: string): Router {
  const server = new ExpressAdapter();
  server.setBasePath(basePath);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'leadline queues', hideRedisDetails: true } },
  });
  return server.getRouter() as Router;
}
