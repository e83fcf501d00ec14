import { createHmac } from 'node:crypto';
import type { Block } from './block-kit-rules.ts';
import { isRecord } from './json-field.ts';
import { BOT, type SlackMessage, TEAM } from './slack-workspace.ts';

/** Where an app posts what it answers to a press; behind it stands whose and which. */
export const RESPONSE_PATH = '/actions/';

export type Press = {
  /** The app's Request URL for interactivity. */
  requestUrl: string;
  signingSecret: string;
  /** Slack member id. */
  user: string;
  /** With its blocks where the presser's screen still shows them as they were. */
  message: { channel: string; ts: string; blocks?: Block[] };
  actionId: string;
  /** When Slack signs it, if not now: milliseconds since 1970. */
  at?: number;
};

/** What the app answered, and the bytes that it got. */
export type Pressed = { status: number; body: string; sent: { headers: Headers; body: string } };

/**
 * Posts a pressed button to the app as Slack does: one form field with the payload in JSON, signed
 * with the app's secret (docs.slack.dev/authentication/verifying-requests-from-slack). Throws when
 * the message has no such button.
 */
export async function pressButton(
  messages: SlackMessage[],
  slackUrl: string,
  now: number,
  press: Press,
): Promise<Pressed> {
  const { channel, ts } = press.message;
  const message = messages.find((each) => each.channel === channel && each.ts === ts);
  const shown = press.message.blocks ?? message?.blocks;
  const button = shown?.flatMap(buttonsIn).find(({ id }) => id === press.actionId)?.button;
  if (!message || !button) throw new Error(`message ${ts} has no button ${press.actionId}`);
  const at = press.at ?? now;
  const payload = payloadOf(message, button, press, `${slackUrl}${RESPONSE_PATH}`, at);
  const sent = signedInteraction(payload, press.signingSecret, at);
  const answer = await fetch(press.requestUrl, { method: 'POST', ...sent });
  return { status: answer.status, body: await answer.text(), sent };
}

/** Any payload as Slack sends it. */
export function signedInteraction(
  payload: unknown,
  signingSecret: string,
  at: number,
): Pressed['sent'] {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(at / 1_000));
  const signature = createHmac('sha256', signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  const headers = new Headers({
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  });
  return { headers, body };
}

function buttonsIn(block: Block): { id: unknown; button: Record<string, unknown> }[] {
  const elements: unknown = Reflect.get(block, 'elements');
  return (Array.isArray(elements) ? elements : []).flatMap((button: unknown) =>
    isRecord(button) && button['type'] === 'button' ? [{ id: button['action_id'], button }] : [],
  );
}

function payloadOf(
  { channel, ts, text, blocks }: SlackMessage,
  button: Record<string, unknown>,
  { user }: Press,
  responses: string,
  at: number,
): unknown {
  return {
    type: 'block_actions',
    team: { id: TEAM.id, domain: 'sandbox' },
    user: { id: user, username: user.toLowerCase(), team_id: TEAM.id },
    api_app_id: BOT.appId,
    token: 'deprecated',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    trigger_id: `${at}.${user}`,
    channel: { id: channel, name: channel.toLowerCase() },
    message: { bot_id: BOT.id, type: 'message', text, user: BOT.userId, ts, blocks },
    state: { values: {} },
    response_url: `${responses}${TEAM.id}/${user}`,
    actions: [{ ...button, block_id: 'actions', action_ts: (at / 1_000).toFixed(6) }],
  };
}
