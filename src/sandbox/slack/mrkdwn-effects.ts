/**
 * What a message would do to the people who get it, apart from being read: whom it pings, what can
 * be clicked, what stands out. Tests ask here whether a lead's words stayed words.
 */
export type MessageEffect = {
  kind:
    | 'user'
    | 'usergroup'
    | 'broadcast'
    | 'channel'
    | 'link'
    | 'button'
    | 'date'
    | 'emoji'
    | 'format';
  /** Who, where to, or how. */
  value: string;
  /** JSON pointer into the message. */
  at: string;
  /** True where the sender asked for it by structure, false where it was read out of text. */
  structural: boolean;
};

/** How a piece of text is read. All false: only `<…>` tokens do anything. */
export type TextReading = {
  /** `@name`, `@here`, `#channel` (`link_names`, `parse=full`, and blocks that are not verbatim). */
  names?: boolean;
  /** Bare web and mail addresses. */
  urls?: boolean;
  /** `*bold*`, `_italic_`, `~struck~`, `` `code` ``, quotes, `:emoji:`. */
  format?: boolean;
  /** Plain text with `emoji: true`. */
  emojiOnly?: boolean;
};

const TOKEN = /<([^<>\n]*)>/g;
const BROADCASTS = new Set(['here', 'channel', 'everyone', 'group']);

/**
 * Finds what Slack would make of a text (docs.slack.dev/messaging/formatting-message-text).
 * In doubt it finds too much rather than too little: a test that hears of nothing can rely on it.
 * Entities are not decoded first, since Slack decodes them once and never reads the result again.
 */
export function mrkdwnEffects(text: string, at: string, reading: TextReading): MessageEffect[] {
  const found: MessageEffect[] = [];
  const note = (kind: MessageEffect['kind'], value: string) =>
    found.push({ kind, value, at, structural: false });

  if (reading.emojiOnly) {
    noteEmoji(text, note);
    return found;
  }
  for (const [, token] of text.matchAll(TOKEN)) noteToken(token ?? '', note);
  const outside = text.replaceAll(TOKEN, '\uFFFC');
  if (reading.names) noteNames(outside, note);
  if (reading.urls) noteAddresses(outside, note);
  if (reading.format) {
    noteFormats(text.replaceAll(TOKEN, 'x'), note);
    noteEmoji(outside, note);
  }
  return found;
}

type Note = (kind: MessageEffect['kind'], value: string) => void;

function noteToken(token: string, note: Note): void {
  const [head = '', ...labels] = token.split('|');
  if (head.startsWith('!subteam^')) return note('usergroup', head.slice('!subteam^'.length));
  if (head.startsWith('!date^')) {
    const [, , format = '', link] = head.split('^');
    note('date', format);
    if (link) note('link', link);
    return;
  }
  if (head.startsWith('!')) return note('broadcast', head.slice(1));
  if (head.startsWith('@')) return note('user', head.slice(1));
  if (head.startsWith('#')) return note('channel', head.slice(1));
  if (/[:./]/.test(head) || labels.length > 0) note('link', head);
}

function noteNames(text: string, note: Note): void {
  for (const [, name = ''] of text.matchAll(
    /(?<![\p{L}\p{N}_])@([\p{L}\p{N}][\p{L}\p{N}._-]*)/gu,
  )) {
    note(BROADCASTS.has(name.toLowerCase()) ? 'broadcast' : 'user', name);
  }
  for (const [, name = ''] of text.matchAll(
    /(?<![\p{L}\p{N}_&])#([\p{L}\p{N}][\p{L}\p{N}_-]*)/gu,
  )) {
    note('channel', name);
  }
}

function noteAddresses(text: string, note: Note): void {
  for (const [address] of text.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s<>]+/gi)) note('link', address);
  for (const [address] of text.matchAll(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g)) note('link', address);
  for (const [address] of text.matchAll(
    /(?<![\w@./-])[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}(?![\w.])/gu,
  )) {
    note('link', address);
  }
}

function noteFormats(text: string, note: Note): void {
  const kinds: [string, RegExp][] = [
    ['code', /`[^`\n]+`/g],
    ['bold', /\*[^*\n]+\*/g],
    ['italic', /(?<![\p{L}\p{N}])_[^_\n]+_(?![\p{L}\p{N}])/gu],
    ['struck', /~[^~\n]+~/g],
    ['quote', /^[ \t]*(?:&gt;|>).*/gm],
  ];
  for (const [kind, pattern] of kinds) {
    for (const _ of text.matchAll(pattern)) note('format', kind);
  }
}

function noteEmoji(text: string, note: Note): void {
  for (const [, name = ''] of text.matchAll(/:([a-z0-9_'+-]+):/gi)) note('emoji', name);
}
