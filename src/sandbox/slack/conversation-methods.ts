import { shown } from './chat-methods.ts';
import {
  done,
  flag,
  hasScope,
  lacksScope,
  refused,
  type SlackCall,
  type SlackMethod,
  type SlackReply,
  visibleChannel,
} from './slack-call.ts';
import type { SlackChannel, SlackMessage } from './slack-workspace.ts';

const HISTORY = ['channels:history', 'groups:history'];
const READ = ['channels:read', 'groups:read'];
const PAGE_DEFAULT = 100;
const PAGE_MAX = 999;

export const conversationMethods: Record<string, SlackMethod> = {
  'conversations.history': { scopes: HISTORY, run: (call) => inChannel(call, 'history', history) },
  'conversations.replies': { scopes: HISTORY, run: (call) => inChannel(call, 'history', replies) },
  'conversations.info': {
    scopes: READ,
    run: (call) => inChannel(call, 'read', (channel) => done({ channel: described(channel) })),
  },
  'conversations.list': { scopes: READ, run: list },
  'conversations.join': { scopes: ['channels:join'], run: join },
};

/** Public and private channels are asked about with different scopes. */
function inChannel(
  call: SlackCall,
  right: 'history' | 'read',
  run: (channel: SlackChannel, call: SlackCall) => SlackReply,
): SlackReply {
  const channel = visibleChannel(call);
  if (!channel) return refused('channel_not_found');
  const scope = `${channel.private ? 'groups' : 'channels'}:${right}`;
  if (!hasScope(call, scope)) return lacksScope(call, scope);
  if (right === 'history' && !channel.botIsMember) return refused('not_in_channel');
  return run(channel, call);
}

/** Newest first; replies in threads are not among them. */
function history(channel: SlackChannel, call: SlackCall): SlackReply {
  const messages = call.workspace.messages
    .filter((each) => each.channel === channel.id && (!each.threadTs || each.threadTs === each.ts))
    .filter((each) => withinTime(each, call))
    .toReversed();
  return page(messages, call);
}

/** Oldest first, the parent before all. */
function replies(channel: SlackChannel, call: SlackCall): SlackReply {
  const ts = call.args.get('ts') ?? '';
  const parent = call.workspace.message(channel.id, ts);
  if (!parent) return refused('thread_not_found');
  const answers = call.workspace.messages.filter(
    (each) => each.channel === channel.id && each.threadTs === ts && withinTime(each, call),
  );
  return page([parent, ...answers], call);
}

/** Timestamps are compared digit by digit: as numbers they lose their last places. */
function withinTime(message: SlackMessage, call: SlackCall): boolean {
  const inclusive = flag(call, 'inclusive') === true;
  const order = (bound: string) => compareTs(message.ts, bound);
  const oldest = call.args.get('oldest');
  const latest = call.args.get('latest');
  if (oldest && (inclusive ? order(oldest) < 0 : order(oldest) <= 0)) return false;
  return !(latest && (inclusive ? order(latest) > 0 : order(latest) >= 0));
}

function compareTs(left: string, right: string): number {
  const difference = micros(left) - micros(right);
  return difference < 0n ? -1 : Number(difference > 0n);
}

function micros(ts: string): bigint {
  const [seconds = '', fraction = ''] = ts.split('.');
  return BigInt(seconds || '0') * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}

function page(messages: SlackMessage[], call: SlackCall): SlackReply {
  const from = cursorOf(call);
  const limit = limitOf(call);
  const allMetadata = flag(call, 'include_all_metadata') === true;
  const more = messages.length > from + limit;
  return done({
    messages: messages.slice(from, from + limit).map((each) => shown(each, allMetadata)),
    has_more: more,
    ...nextCursor(more, from + limit),
  });
}

function list(call: SlackCall): SlackReply {
  const types = (call.args.get('types') ?? 'public_channel').split(',');
  const channels = [...call.workspace.channels.values()]
    .filter((each) => types.includes(each.private ? 'private_channel' : 'public_channel'))
    .filter((each) => !each.private || each.botIsMember)
    .filter((each) => !(each.archived && flag(call, 'exclude_archived')));
  const from = cursorOf(call);
  const limit = limitOf(call);
  return done({
    channels: channels.slice(from, from + limit).map(described),
    ...nextCursor(channels.length > from + limit, from + limit),
  });
}

function join(call: SlackCall): SlackReply {
  const channel = visibleChannel(call);
  if (!channel) return refused('channel_not_found');
  if (channel.archived) return refused('is_archived');
  if (channel.private) return refused('method_not_supported_for_channel_type');
  channel.botIsMember = true;
  return done({ channel: described(channel) });
}

function described(channel: SlackChannel): Record<string, unknown> {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.private,
    is_group: channel.private,
    is_private: channel.private,
    is_archived: channel.archived,
    is_member: channel.botIsMember,
    is_read_only: channel.readOnly,
  };
}

function limitOf(call: SlackCall): number {
  const limit = Number(call.args.get('limit') ?? PAGE_DEFAULT);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, PAGE_MAX) : PAGE_DEFAULT;
}

function cursorOf(call: SlackCall): number {
  const cursor = Buffer.from(call.args.get('cursor') ?? '', 'base64').toString('utf8');
  return Number(/^next:(\d+)$/.exec(cursor)?.[1] ?? 0);
}

function nextCursor(more: boolean, at: number): Record<string, unknown> {
  const cursor = more ? Buffer.from(`next:${at}`).toString('base64') : '';
  return { response_metadata: { next_cursor: cursor } };
}
