import type { Block } from './block-kit-rules.ts';
import { messageEffects } from './message-effects.ts';
import type { Metadata } from './metadata-rules.ts';
import type { MessageEffect, TextReading } from './mrkdwn-effects.ts';

/** A workspace in memory: who and what there is, and every message that was posted. */

export type SlackChannel = {
  id: string;
  name: string;
  private: boolean;
  archived: boolean;
  /** Only some may post here, and the bot is not among them. */
  readOnly: boolean;
  botIsMember: boolean;
};

export type SlackUser = {
  id: string;
  name: string;
  realName: string;
  email?: string;
  deleted?: boolean;
  bot?: boolean;
};

export type SlackToken = {
  token: string;
  scopes: string[];
  state: 'good' | 'revoked' | 'expired' | 'inactive';
};

export type SlackMessage = {
  channel: string;
  ts: string;
  threadTs?: string;
  text: string;
  blocks: Block[];
  metadata?: Metadata;
  /** The app that posted it: chat.update may change its own messages only. */
  botId: string;
  /** As sent; undefined where the sender left it to Slack. */
  unfurlLinks?: boolean;
  unfurlMedia?: boolean;
  reading: TextReading;
  reactions: string[];
  edited: boolean;
  effects: MessageEffect[];
};

/** Absent keys: a public, open channel that the bot is in. */
export type ChannelSeed = { id: string } & Partial<Omit<SlackChannel, 'id'>>;

export type WorkspaceSeed = {
  tokens: { token: string; scopes: string[] }[];
  channels: ChannelSeed[];
  users: SlackUser[];
};

export const BOT = {
  id: 'B0LEADLINE',
  userId: 'U0LEADLINE',
  appId: 'A0LEADLINE',
  name: 'leadline',
};
export const TEAM = { id: 'T0SANDBOX', name: 'Sandbox', url: 'https://sandbox.slack.com/' };

export type SlackWorkspace = {
  tokens: Map<string, SlackToken>;
  channels: Map<string, SlackChannel>;
  users: Map<string, SlackUser>;
  messages: SlackMessage[];
  /** Adds a message and gives it the next timestamp. */
  add: (
    draft: Omit<SlackMessage, 'ts' | 'effects' | 'reactions' | 'edited' | 'botId'>,
  ) => SlackMessage;
  /** The message, as anybody who reads that channel sees it. */
  message: (channel: string, ts: string) => SlackMessage | undefined;
  createChannel: (seed: ChannelSeed) => SlackChannel;
};

export function createWorkspace(seed: WorkspaceSeed, now: () => number): SlackWorkspace {
  const messages: SlackMessage[] = [];
  const channels = new Map<string, SlackChannel>();
  let lastMicros = 0;

  /** Timestamps are unique and rise, whatever the clock does: they are the messages' names. */
  function nextTs(): string {
    lastMicros = Math.max(lastMicros + 1, now() * 1_000);
    const seconds = Math.floor(lastMicros / 1_000_000);
    return `${seconds}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
  }

  function createChannel(given: ChannelSeed): SlackChannel {
    const channel: SlackChannel = {
      name: given.id.toLowerCase(),
      private: false,
      archived: false,
      readOnly: false,
      botIsMember: true,
      ...given,
    };
    channels.set(channel.id, channel);
    return channel;
  }

  for (const channel of seed.channels) createChannel(channel);

  return {
    tokens: new Map(seed.tokens.map((each) => [each.token, { ...each, state: 'good' }])),
    channels,
    users: new Map(seed.users.map((user) => [user.id, { ...user }])),
    messages,
    createChannel,
    message: (channel, ts) => messages.find((each) => each.channel === channel && each.ts === ts),
    add: (draft) => {
      const message: SlackMessage = {
        ...draft,
        ts: nextTs(),
        botId: BOT.id,
        reactions: [],
        edited: false,
        effects: messageEffects(draft),
      };
      messages.push(message);
      return message;
    },
  };
}
