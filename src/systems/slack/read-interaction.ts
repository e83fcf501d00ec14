import { z } from 'zod';
import { CLAIM } from './lead-blocks.ts';

/** What Slack reports of a pressed button, as far as leadline needs it. */
export type Interaction = {
  /** Absent for a button that leadline has nothing to do about. */
  claim?: { leadId: string; slackId: string };
  responseUrl?: string;
};

const payloadSchema = z.object({
  type: z.string(),
  user: z.object({ id: z.string() }).optional(),
  response_url: z.string().optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).default([]),
});

/** As lead-blocks.ts writes it. */
const valueSchema = z.object({ v: z.literal(1), lead: z.string().max(100) });

/** Reads a body whose signature was checked. Undefined for one that is no interaction at all. */
export function readInteraction(rawBody: Buffer): Interaction | undefined {
  const payload = payloadSchema.safeParse(
    jsonIn(new URLSearchParams(rawBody.toString('utf8')).get('payload')),
  );
  if (!payload.success) return undefined;
  const { type, user, response_url: responseUrl, actions } = payload.data;
  const pressed = type === 'block_actions' ? actions : [];
  const action = pressed.find(({ action_id: name }) => name === CLAIM);
  const value = valueSchema.safeParse(jsonIn(action?.value));
  return {
    ...(value.success && user && { claim: { leadId: value.data.lead, slackId: user.id } }),
    ...(responseUrl !== undefined && { responseUrl }),
  };
}

function jsonIn(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
