import type { ConversationsHistoryResponse } from '@slack/web-api';
import type { AlertReference } from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import { LEAD_EVENT } from './lead-blocks.ts';
import type { SlackClient } from './slack-client.ts';
import { isAboutThread } from './slack-error-codes.ts';

type Message = NonNullable<ConversationsHistoryResponse['messages']>[number];
type Within = { channel: string; threadTs?: string; sinceMs: number; except?: string };

/** Our clock and Slack's need not agree. */
const CLOCK_SLACK_MS = 60_000;
const PAGE = 100;
const PAGES_MAX = 20;

/**
 * Looks for the message that carries the lead's id in its metadata, in the thread if there is one
 * and then in the channel, where Slack puts replies whose parent is gone. Undefined: it is not
 * there, as far as Slack shows it yet. Throws SystemFailure when that cannot be known.
 */
export async function findLeadMessage(
  client: SlackClient,
  leadId: string,
  within: Within,
): Promise<AlertReference | undefined> {
  try {
    if (within.threadTs) {
      const inThread = await lookInThread(client, leadId, within, within.threadTs);
      if (inThread) return inThread;
    }
    return await lookIn(within, leadId, (cursor) => historyPage(client, within, cursor));
  } catch (failure) {
    throw whyNotReadable(failure);
  }
}

async function lookInThread(
  client: SlackClient,
  leadId: string,
  within: Within,
  threadTs: string,
): Promise<AlertReference | undefined> {
  try {
    return await lookIn(within, leadId, (cursor) =>
      client.call((slack) =>
        slack.conversations.replies({ ts: threadTs, ...window(within), ...next(cursor) }),
      ),
    );
  } catch (failure) {
    if (failure instanceof SystemFailure && isAboutThread(failure.details.code)) return undefined;
    throw failure;
  }
}

function historyPage(client: SlackClient, within: Within, cursor: string | undefined) {
  return client.call((slack) =>
    slack.conversations.history({ ...window(within), ...next(cursor) }),
  );
}

/** Without `include_all_metadata` only the event type comes back, and no lead id. */
function window(within: Within) {
  const oldest = Math.max(0, within.sinceMs - CLOCK_SLACK_MS) / 1_000;
  return {
    channel: within.channel,
    oldest: oldest.toFixed(6),
    inclusive: true,
    limit: PAGE,
    include_all_metadata: true as const,
  };
}

function next(cursor: string | undefined): { cursor?: string } {
  return cursor ? { cursor } : {};
}

type Page = {
  messages?: Message[];
  has_more?: boolean;
  response_metadata?: { next_cursor?: string };
};

async function lookIn(
  { channel, except }: Within,
  leadId: string,
  readPage: (cursor: string | undefined) => Promise<Page>,
): Promise<AlertReference | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await readPage(cursor);
    const ts = answer.messages?.find(
      (message) => message.ts !== except && carries(message, leadId),
    )?.ts;
    if (ts) return { channel, ts };
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return undefined;
  }
  throw tooMuchToRead();
}

function carries(message: Message, leadId: string): boolean {
  const { metadata } = message;
  if (metadata?.event_type !== LEAD_EVENT) return false;
  const payload: unknown = metadata.event_payload;
  if (typeof payload !== 'object' || payload === null) return false;
  return Reflect.get(payload, 'lead_id') === leadId;
}

/**
 * Not being allowed to look is told apart from a bad token and from a channel that takes no
 * message: the first would stop all of Slack, the second would have the alert posted elsewhere.
 */
function whyNotReadable(failure: unknown): unknown {
  if (!(failure instanceof SystemFailure)) return failure;
  const advice = ADVICE[failure.details.code ?? ''];
  if (!advice) return failure;
  return new SystemFailure({
    ...failure.details,
    kind: 'refused',
    code: 'history_not_permitted',
    advice,
  });
}

const ADVICE: Record<string, string> = {
  missing_scope:
    'Add the scope channels:history (and groups:history for private channels) to the Slack app and install it again: without it leadline cannot see whether an interrupted alert was posted.',
  not_in_channel:
    'Invite the app to the channel (/invite): without that leadline cannot see whether an interrupted alert was posted.',
};

function tooMuchToRead(): SystemFailure {
  return new SystemFailure({
    system: 'slack',
    kind: 'refused',
    when: 'during',
    code: 'history_too_long',
    words: `the message is not among the last ${PAGE * PAGES_MAX} of the channel`,
    advice:
      'Look in the channel whether the alert is there; replay it if it is not, else discard it.',
  });
}
