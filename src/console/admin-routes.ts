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

/** Loaded when it is first asked for: to most processes nobody ever comes with a browser. */
function board(queues: Queue[]): RequestHandler {
  let loading: Promise<Router> | undefined;
  return async (request, response, next) => {
    loading ??= import('./queue-board.ts').then(({ createQueueBoard }) =>
      createQueueBoard(queues, BOARD_PATH),
    );
    const router = await loading;
    router(request, response, next);
  };
}
