import { BLOCK_CHARACTERS_MAX, charactersIn, checkBlocks } from './block-checker.ts';
import type { Block } from './block-kit-rules.ts';
import { jsonField } from './json-field.ts';
import { messageEffects } from './message-effects.ts';
import { type Metadata, readMetadata } from './metadata-rules.ts';
import type { TextReading } from './mrkdwn-effects.ts';
import {
  done,
  flag,
  hasScope,
  missingField,
  refused,
  refusedWith,
  type SlackCall,
  type SlackMethod,
  type SlackReply,
  visibleChannel,
} from './slack-call.ts';
import { BOT, type SlackChannel, type SlackMessage, TEAM } from './slack-workspace.ts';

/** Longer texts are cut when posted, and refused when a message is changed. */
const TEXT_KEPT = 40_000;
const UPDATE_TEXT_MAX = 4_000;

/**
 * What happens to a reply whose parent is gone. Slack has been seen to do both: refuse it, and
 * post it into the channel without a word (slack-go/slack#1571).
 */
export type GoneThread = 'refuse' | 'unthread';

export function chatMethods(options: { goneThread: GoneThread }): Record<string, SlackMethod> {
  return {
    'chat.postMessage': {
      scopes: ['chat:write'],
      run: (call) => postMessage(call, options.goneThread),
    },
    'chat.update': { scopes: ['chat:write'], run: updateMessage },
    'chat.getPermalink': { scopes: [], run: getPermalink },
  };
}

function postMessage(call: SlackCall, goneThread: GoneThread): SlackReply {
  if (!call.args.get('channel')) return missingField('channel');
  const channel = visibleChannel(call);
  if (!channel) return refused('channel_not_found');
  const closed = closedTo(call, channel);
  if (closed) return refused(closed);
  const content = readContent(call);
  if ('refusal' in content) return content.refusal;
  const thread = findThread(call, channel, goneThread);
  if ('refusal' in thread) return thread.refusal;

  const unfurlLinks = flag(call, 'unfurl_links');
  const unfurlMedia = flag(call, 'unfurl_media');
  const message = call.workspace.add({
    channel: channel.id,
    ...thread,
    ...content,
    text: content.text.slice(0, TEXT_KEPT),
    reading: readingOf(call),
    ...(unfurlLinks === undefined ? {} : { unfurlLinks }),
    ...(unfurlMedia === undefined ? {} : { unfurlMedia }),
  });
  return done({ channel: channel.id, ts: message.ts, message: shown(message, true) });
}

/** Why the bot may not post here; undefined: it may. */
function closedTo(call: SlackCall, channel: SlackChannel): string | undefined {
  if (channel.archived) return 'is_archived';
  if (!channel.botIsMember && !hasScope(call, 'chat:write.public')) return 'not_in_channel';
  return channel.readOnly ? 'restricted_action_read_only_channel' : undefined;
}

type Content = { text: string; blocks: Block[]; metadata?: Metadata };

function readContent(call: SlackCall): Content | { refusal: SlackReply } {
  const text = call.args.get('text') ?? '';
  const sentBlocks = call.args.get('blocks');
  const given = sentBlocks === undefined ? [] : jsonField(sentBlocks);
  if (!Array.isArray(given)) return { refusal: refused('invalid_blocks_format') };
  const attachments = jsonField(call.args.get('attachments') ?? '[]');
  if (!Array.isArray(attachments)) return { refusal: refused('invalid_arguments') };
  if (attachments.length > 100) return { refusal: refused('too_many_attachments') };
  if (text.trim() === '' && given.length + attachments.length === 0) {
    return { refusal: refused('no_text') };
  }
  const { blocks, problems } = checkBlocks(given);
  if (problems.length > 0) {
    const errors = problems.map((each) => `${each.message} [json-pointer:${each.pointer}]`);
    return { refusal: { ...refusedWith('invalid_blocks', errors), errors } };
  }
  if (charactersIn(blocks) > BLOCK_CHARACTERS_MAX)
    return { refusal: refused('msg_blocks_too_long') };

  const sentMetadata = call.args.get('metadata');
  if (sentMetadata === undefined) return { text, blocks };
  const metadata = readMetadata(sentMetadata);
  if ('error' in metadata) return { refusal: refused(metadata.error) };
  return { text, blocks, metadata: metadata.metadata };
}

function findThread(
  call: SlackCall,
  channel: SlackChannel,
  goneThread: GoneThread,
): { threadTs?: string } | { refusal: SlackReply } {
  const threadTs = call.args.get('thread_ts');
  if (threadTs === undefined) return {};
  if (!/^\d{10}\.\d{6}$/.test(threadTs)) {
    return { refusal: refusedWith('invalid_thread_ts', [`${threadTs} is not a valid thread_ts`]) };
  }
  const parent = call.workspace.message(channel.id, threadTs);
  if (parent) return { threadTs: parent.threadTs ?? parent.ts };
  return goneThread === 'unthread' ? {} : { refusal: refused('thread_not_found') };
}

/** How the top-level text is read, which the arguments of the call decide. */
function readingOf(call: SlackCall): TextReading {
  const parse = call.args.get('parse');
  return {
    names: flag(call, 'link_names') === true || parse === 'full',
    urls: parse !== 'none',
    format: flag(call, 'mrkdwn') !== false && parse !== 'full',
  };
}

function updateMessage(call: SlackCall): SlackReply {
  const channel = visibleChannel(call);
  if (!channel) return refused('channel_not_found');
  const message = call.workspace.message(channel.id, call.args.get('ts') ?? '');
  if (!message) return refused('message_not_found');
  if (message.botId !== BOT.id) return refused('cant_update_message');
  if (channel.archived) return refused('is_inactive');
  if ((call.args.get('text') ?? '').length > UPDATE_TEXT_MAX) return refused('msg_too_long');
  const content = readContent(call);
  if ('refusal' in content) return content.refusal;
  Object.assign(message, content, { edited: true });
  message.effects = messageEffects(message);
  return done({
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: shown(message, true),
  });
}

function getPermalink(call: SlackCall): SlackReply {
  const channel = visibleChannel(call);
  if (!channel) return refused('channel_not_found');
  const ts = call.args.get('message_ts') ?? '';
  if (!call.workspace.message(channel.id, ts)) return refused('message_not_found');
  const permalink = `${TEAM.url}archives/${channel.id}/p${ts.replace('.', '')}`;
  return done({ channel: channel.id, permalink });
}

/** A message as Slack gives it out. Without being asked for, metadata is only its event type. */
export function shown(message: SlackMessage, allMetadata: boolean): Record<string, unknown> {
  const { metadata } = message;
  return {
    type: 'message',
    subtype: 'bot_message',
    user: BOT.userId,
    bot_id: message.botId,
    app_id: BOT.appId,
    text: message.text,
    ts: message.ts,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.edited ? { edited: { user: BOT.userId, ts: message.ts } } : {}),
    ...(metadata ? { metadata: allMetadata ? metadata : { event_type: metadata.event_type } } : {}),
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((name) => ({ name, users: [BOT.userId], count: 1 })) }
      : {}),
  };
}
