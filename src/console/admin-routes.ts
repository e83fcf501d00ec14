import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import express, { type RequestHandler, type Router } from 'express';
import type { LeadRecord, Ledger } from '../workflow/ledger.ts';
import type { PastDecision } from '../workflow/past-decision.ts';
import { receiptOf } from '../workflow/receipt.ts';
import type { AdminAuth } from './admin-auth.ts';

const BOARD_PATH = '/console/queues';

/** Receipts, the ledger balance and the queues, all behind the admin token. */
export function createAdminRoutes(deps: {
  ledger: Ledger;
  /** Why a lead went there, decided again as it was. */
  explain: (record: LeadRecord) => Promise<PastDecision | undefined>;
  queues: Queue[];
  auth: AdminAuth;
}): Router {
  const { ledger, auth } = deps;
  const router = express.Router();
  router.use(auth.router);

  router.get('/v1/leads/:leadId', auth.required, receipts(ledger));
  router.get('/v1/leads/:leadId/explanation', auth.required, explanations(deps));
  router.get('/v1/ledger', auth.required, async (_request, response) => {
    response.json(await ledger.balance());
  });
  router.get('/console', auth.required, (_request, response) => response.redirect(303, BOARD_PATH));
  router.use(BOARD_PATH, auth.required, board(deps.queues));
  return router;
}

/** A lead's receipt. Of a decided lead, it says where the explanation is. */
function receipts(ledger: Ledger): RequestHandler {
  return async (request, response) => {
    const leadId = String(request.params['leadId']);
    const record = await ledger.load(leadId);
    if (!record) {
      response.status(404).json(noLead(leadId));
      return;
    }
    const receipt = receiptOf(record, await ledger.story(leadId));
    const explanation = `/v1/leads/${leadId}/explanation`;
    response.json({ ...receipt, ...(receipt.market && { explanation }) });
  };
}

/**
 * Why a lead went there. Not on the receipt, which nothing of the person stands in: this names what
 * the rules compared, such as the domain of the company.
 */
function explanations({
  ledger,
  explain,
}: Parameters<typeof createAdminRoutes>[0]): RequestHandler {
  return async (request, response) => {
    const leadId = String(request.params['leadId']);
    const record = await ledger.load(leadId);
    const past = record && (await explain(record));
    if (past?.ok) {
      const { explanation, identical, differs } = past;
      response.json({ explanation, replay: { identical, differs } });
      return;
    }
    const none = record
      ? {
          error: `Lead ${leadId} is ${record.status}: nothing was decided, or nothing of it is kept.`,
        }
      : noLead(leadId);
    response.status(404).json(past ? { error: `${past.says} ${past.doThis}` } : none);
  };
}

function noLead(leadId: string): { error: string } {
  return { error: `No lead ${leadId} in this ledger.` };
}

/**
 * Read only: a retry pressed there would skip the ledger. Replays are `leadline dead replay`.
 * Jobs carry ids only, so there is nothing personal to see.
 */
function board(queues: Queue[]): Router {
  const server = new ExpressAdapter();
  server.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'leadline queues', hideRedisDetails: true } },
  });
  return server.getRouter() as Router;
}
