import { setTimeout as after } from 'node:timers/promises';
import express, { type Request, type Router } from 'express';
import type { ClaimLead } from '../../workflow/claim-lead.ts';
import type { Log } from '../../workflow/ports.ts';
import { type Interaction, readInteraction } from './read-interaction.ts';
import type { SlackResponder } from './respond.ts';
import { verifySlackRequest } from './verify-slack-request.ts';

export type SlackInteractionsDeps = SlackResponder & {
  /** Undefined: nobody can press anything. */
  signingSecret: string | undefined;
  claim: ClaimLead;
  now: () => number;
  log: Pick<Log, 'warn'>;
};

/** Slack gives up after three seconds, and tells the person that nothing happened. */
const ANSWER_WITHIN_MS = 2_000;

/** With the whole message that the button stands in; Slack's messages are well below that. */
const BODY_BYTES_MAX = 512 * 1024;

const TRY_AGAIN = 'leadline could not note that just now. Please press again in a moment.';

/**
 * `POST /slack/interactions`: what people press in Slack. Answers 200 within three seconds, to
 * what leadline knows nothing of as well; 401 to whoever is not Slack. What came of it is said to
 * the person alone.
 */
export function createSlackInteractions(deps: SlackInteractionsDeps): Router {
  const { log } = deps;
  const router = express.Router();

  router.post(
    '/slack/interactions',
    express.raw({ type: () => true, limit: BODY_BYTES_MAX }),
    async (request, response) => {
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const verdict = verdictOf(request, rawBody);
      if (!verdict.genuine) {
        log.warn('interaction refused', { reason: verdict.reason });
        response.status(401).json({ error: 'This is not signed by Slack.' });
        return;
      }
      const interaction = readInteraction(rawBody);
      if (interaction === undefined) {
        response.status(400).json({ error: 'This is no interaction of Slack.' });
        return;
      }
      const dealtWith = deal(interaction);
      await Promise.race([dealtWith, after(ANSWER_WITHIN_MS, undefined, { ref: false })]);
      response.status(200).end();
    },
  );

  function verdictOf(request: Request, rawBody: Buffer) {
    return verifySlackRequest({
      signingSecret: deps.signingSecret ?? '',
      rawBody,
      timestamp: request.get('x-slack-request-timestamp'),
      signature: request.get('x-slack-signature'),
      nowMs: deps.now(),
    });
  }

  /** Ends when the click has counted; the person is told beside that. Never throws. */
  async function deal({ claim, responseUrl }: Interaction): Promise<void> {
    if (!claim) return;
    const says = await saysOf(claim);
    if (responseUrl !== undefined) void answer(responseUrl, says);
  }

  async function saysOf(click: Parameters<ClaimLead>[0]): Promise<string> {
    try {
      return (await deps.claim(click)).says;
    } catch (error) {
      log.warn('a claim could not be noted', { leadId: click.leadId, error });
      return TRY_AGAIN;
    }
  }

  async function answer(responseUrl: string, says: string): Promise<void> {
    try {
      await deps.respond(responseUrl, says);
    } catch (error) {
      log.warn('whoever pressed a button could not be answered', { error });
    }
  }

  return router;
}
