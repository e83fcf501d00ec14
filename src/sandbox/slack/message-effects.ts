import type { Block } from './block-kit-rules.ts';
import { isRecord } from './json-field.ts';
import { type MessageEffect, mrkdwnEffects, type TextReading } from './mrkdwn-effects.ts';

/** Everything that a message would do beyond being read, from its text and its blocks. */
export function messageEffects(message: {
  text: string;
  blocks: Block[];
  /** Arguments of the call that change how `text` is read. */
  reading: TextReading;
}): MessageEffect[] {
  const effects = mrkdwnEffects(message.text, '/text', message.reading);
  visit(message.blocks, '/blocks', effects);
  return effects;
}

function visit(value: unknown, at: string, effects: MessageEffect[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (isRecord(value)) effects.push(...ownEffects(value, at));
  for (const [key, inner] of Object.entries(value)) visit(inner, `${at}/${key}`, effects);
}

function ownEffects(node: Record<string, unknown>, at: string): MessageEffect[] {
  const text = typeof node['text'] === 'string' ? node['text'] : '';
  const one = (kind: MessageEffect['kind'], key: string): MessageEffect[] =>
    typeof node[key] === 'string' ? [{ kind, value: node[key], at, structural: true }] : [];
  switch (node['type']) {
    case 'mrkdwn':
      // In blocks, text that is not verbatim has names and addresses parsed of themselves.
      return mrkdwnEffects(text, at, {
        names: node['verbatim'] !== true,
        urls: node['verbatim'] !== true,
        format: true,
      });
    case 'markdown':
      return mrkdwnEffects(text, at, { names: true, urls: true, format: true });
    case 'plain_text':
      return node['emoji'] === false ? [] : mrkdwnEffects(text, at, { emojiOnly: true });
    case 'user':
      return one('user', 'user_id');
    case 'usergroup':
      return one('usergroup', 'usergroup_id');
    case 'channel':
      return one('channel', 'channel_id');
    case 'broadcast':
      return one('broadcast', 'range');
    case 'emoji':
      return one('emoji', 'name');
    case 'link':
      return one('link', 'url');
    case 'date':
      return [...one('date', 'format'), ...one('link', 'url')];
    case 'button':
      return one('button', 'url');
    default:
      return [];
  }
}
