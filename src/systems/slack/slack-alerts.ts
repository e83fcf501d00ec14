/* oxlint-disable unicorn/require-post-message-target-origin -- Slack's postMessage, no window's */
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AlertReference,
  Alerts,
  Budget,
  BudgetTake,
  LeadAlert,
  Log,
} from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import { mentionId } from './alert-words.ts';
import type { MessageBlock, RichTextRun } from './block-types.ts';
import { findLeadMessage } from './find-lead-message.ts';
import { LEAD_EVENT, type LeadMessage, leadMessage } from './lead-blocks.ts';
import { createSlackClient, type SlackClient } from './slack-client.ts';
import { isAboutBlocks, isAboutMetadata, isAboutThread } from './slack-error-codes.ts';
import { unreadable } from './slack-failures.ts';
import { disarmed, severalLines } from './slack-text.ts';

export type SlackAlertsOptions = {
  token: string;
  apiUrl: string;
  timeoutMs: number;
  budget: Budget;
  now: () => number;
  log: Log;
  pause?: (ms: number) => Promise<unknown>;
};

/** Slack documents about one message a second and channel, with short bursts. */
const CHANNEL_LIMIT = { capacity: 5, perMs: 5_000 };

/** Slack documents at least 50 a minute and workspace (tier 3): 20 at once, and 30 that come evenly. */
const UPDATE_LIMIT = { capacity: 20, perMs: 40_000 };

/** Waiting this long in place is cheaper than pausing the stage. */
const WAIT_IN_PLACE_MS = 2_000;

/** Above this length chat.update would refuse the text, and people would not read it. */
const SAY_MAX = 2_900;

type Place = { channel: string; threadTs?: string };

type Draft = {
  text: string;
  blocks?: MessageBlock[];
  metadata?: LeadMessage['metadata'];
};

type Send = (draft: Draft, to: Place) => Promise<AlertReference>;

/**
 * Slack as the place where sales hear of leads. Each post is sent once: what becomes of a failure
 * is the workflow's decision. Throws SystemFailure only.
 */
export function createSlackAlerts(options: SlackAlertsOptions): Alerts {
  const { log } = options;
  const pause = options.pause ?? ((ms) => sleep(ms));
  const client = createSlackClient(options);

  const send: Send = async (draft, to) => {
    await takeTurn(options.budget, pause, {
      bucket: `slack:channel:${to.channel}`,
      ...CHANNEL_LIMIT,
    });
    return postMessage(client, log, draft, to);
  };

  const say: Alerts['say'] = (words, to, about) => {
    const text = severalLines(words, SAY_MAX) || '(nothing to say)';
    const slackId = mentionId(about?.owner);
    // The block carries the words as they are; the text is what notifications show.
    const elements: RichTextRun[] = [
      ...(slackId ? [{ type: 'user' as const, user_id: slackId }] : []),
      { type: 'text', text: slackId ? ` ${text}` : text },
    ];
    const blocks: MessageBlock[] = [
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] },
    ];
    const metadata = about && { event_type: LEAD_EVENT, event_payload: { lead_id: about.mark } };
    return sendLine(send, { text: disarmed(text), blocks, ...(metadata && { metadata }) }, to);
  };

  return {
    system: 'slack',
    post: (alert, to) => sendSimplified(send, log, alert, to),
    say,
    update: async (alert, message) => {
      await takeTurn(options.budget, pause, { bucket: 'slack:chat.update', ...UPDATE_LIMIT });
      return updateMessage(client, log, alert, message);
    },
    find: (leadId, within) => findLeadMessage(client, leadId, within),
    probe: async () => {
      await client.call((slack) => slack.auth.test());
    },
  };
}

/**
 * Takes a turn, waiting a moment for it if need be. All workers share the bucket. Throws
 * `throttled` when the wait is longer than a worker should be held.
 */
async function takeTurn(
  budget: Budget,
  pause: (ms: number) => Promise<unknown>,
  take: BudgetTake,
): Promise<void> {
  let waitedMs = 0;
  for (;;) {
    const wait = await budget.takeEach([take]);
    if (!wait) return;
    const { waitMs } = wait;
    if (waitedMs + waitMs > WAIT_IN_PLACE_MS) throw shareSpent(waitMs);
    await pause(waitMs);
    waitedMs += waitMs;
  }
}

function shareSpent(retryAfterMs: number): SystemFailure {
  return new SystemFailure({
    system: 'slack',
    kind: 'throttled',
    when: 'before',
    retryAfterMs,
    code: 'own_budget',
    words: 'its share of messages or changes is used up for now',
    advice: 'Nothing to mend: leadline waits and goes on by itself.',
  });
}

/**
 * Posts the alert, leaving out what Slack will not take: a lead without a nice layout, or beside
 * its thread, is better than a lead that nobody hears of. Each round leaves something out for
 * good, so there are four at most, and each but the last was definitely refused.
 */
async function sendSimplified(
  send: Send,
  log: Log,
  alert: LeadAlert,
  to: Place,
): Promise<AlertReference> {
  const simpler = { thread: true, blocks: true, metadata: true };
  for (;;) {
    const place = to.threadTs && simpler.thread ? to : { channel: to.channel };
    const inThread = 'threadTs' in place && place.threadTs !== undefined;
    const message = leadMessage(alert, { inThread });
    const metadata = simpler.metadata ? { metadata: message.metadata } : {};
    const draft: Draft = simpler.blocks
      ? { text: message.text, blocks: message.blocks, ...metadata }
      : { text: message.textInFull, ...metadata };
    try {
      return await send(draft, place);
    } catch (failure) {
      const left = leftOutAfter(failure, simpler, inThread);
      if (!left) throw failure;
      Object.assign(simpler, left.without);
      log.warn('slack refused part of an alert; posting it without', {
        leadId: alert.leadId,
        channel: to.channel,
        without: Object.keys(left.without),
        code: left.code,
      });
    }
  }
}

/** A line without its thread is better than none, as it is with an alert. */
async function sendLine(send: Send, draft: Draft, to: Place): Promise<AlertReference> {
  try {
    return await send(draft, to);
  } catch (failure) {
    const code = failure instanceof SystemFailure ? failure.details.code : undefined;
    if (to.threadTs === undefined || !isAboutThread(code)) throw failure;
    return send(draft, { channel: to.channel });
  }
}

type Simpler = { thread: boolean; blocks: boolean; metadata: boolean };

/** What to leave out next; undefined: the failure is about something else. */
function leftOutAfter(
  failure: unknown,
  current: Simpler,
  inThread: boolean,
): { without: Partial<Simpler>; code: string } | undefined {
  const code = failure instanceof SystemFailure ? failure.details.code : undefined;
  if (code === undefined) return undefined;
  if (isAboutThread(code) && inThread) return { code, without: { thread: false } };
  if (isAboutBlocks(code) && current.blocks) return { code, without: { blocks: false } };
  if (isAboutMetadata(code) && current.metadata) {
    return { code, without: { blocks: false, metadata: false } };
  }
  return undefined;
}

/** Previews are off, or Slack would fetch what the lead typed; so is all parsing of names and links. */
async function postMessage(
  client: SlackClient,
  log: Log,
  draft: Draft,
  to: Place,
): Promise<AlertReference> {
  const answer = await client.call((slack) =>
    slack.chat.postMessage({
      channel: to.channel,
      ...(to.threadTs ? { thread_ts: to.threadTs } : {}),
      ...draft,
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
  if (!answer.channel || !answer.ts) throw new SystemFailure({ system: 'slack', ...unreadable() });
  if (to.threadTs && !answer.message?.thread_ts) {
    log.warn('slack posted a reply beside its thread: the first message is gone', {
      channel: to.channel,
    });
  }
  return { channel: answer.channel, ts: answer.ts };
}

/**
 * A message that Slack lets nobody change any more stays as it is: gone, too old to be edited, or in
 * an archived channel. The lead has its owner all the same, so that is no failure of its step.
 */
async function updateMessage(
  client: SlackClient,
  log: Log,
  alert: LeadAlert,
  { channel, ts }: AlertReference,
): Promise<boolean> {
  const inThread = alert.correction !== undefined;
  const { text, blocks, metadata } = leadMessage(alert, { inThread });
  try {
    await client.call((slack) =>
      slack.chat.update({
        ...{ channel, ts, text, blocks, metadata },
        parse: 'none',
        link_names: false,
      }),
    );
    return true;
  } catch (failure) {
    if (!isRefusal(failure)) throw failure;
    const { code } = failure.details;
    log.warn('slack refused to change an alert; it stays as it was posted', {
      ...{ leadId: alert.leadId, channel, code },
    });
    return false;
  }
}

function isRefusal(failure: unknown): failure is SystemFailure {
  if (!(failure instanceof SystemFailure)) return false;
  const { kind } = failure.details;
  return kind === 'refused' || kind === 'invalid';
}
