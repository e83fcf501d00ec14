/**
 * The two tokens of JSON that need care: strings and numbers (RFC 8259, sections 6 and 7).
 */

/** Where a string stands decides, in a damaged document, which quote can be its last one. */
export type StringPlace = 'key' | 'member' | 'element';

export type StringToken =
  | { ok: true; value: string; end: number; repaired: boolean }
  | { ok: false; at: number; says: string };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const UNICODE_ESCAPE = /u[0-9a-fA-F]{4}/y;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const CLOSING_QUOTE: Readonly<Record<StringPlace, RegExp>> = {
  key: /"\s*:/y,
  member: /"\s*(?:\}|,\s*"[^"\\]*"\s*:)/y,
  element: /"\s*[\],]/y,
};

/**
 * Reads the string whose opening quote is at `start`.
 *
 * `tolerant` also reads what form builders produce that paste a visitor's words into a JSON
 * template without escaping them (CF7 to Webhook's custom body does): raw line breaks, stray
 * backslashes, and quotes that cannot be the closing one.
 */
export function readStringToken(
  text: string,
  start: number,
  place: StringPlace,
  tolerant: boolean,
): StringToken {
  const plainText = endOfPlainText(text, start + 1);
  if (text[plainText] === '"' && !tolerant) {
    return {
      ok: true,
      value: text.slice(start + 1, plainText),
      end: plainText + 1,
      repaired: false,
    };
  }
  const pieces: string[] = [];
  let at = start + 1;
  let repaired = false;
  for (;;) {
    const plainEnd = endOfPlainText(text, at);
    pieces.push(text.slice(at, plainEnd));
    at = plainEnd;
    const character = text[at];
    if (character === undefined) return { ok: false, at: start, says: 'a string is never closed' };
    if (character === '"' && (!tolerant || matchAt(CLOSING_QUOTE[place], text, at) !== undefined)) {
      return { ok: true, value: pieces.join(''), end: at + 1, repaired };
    }
    const escape = character === '\\' ? readEscape(text, at + 1) : undefined;
    if (escape === undefined) {
      if (!tolerant) return { ok: false, at, says: `${describe(character)} inside a string` };
      repaired = true;
    }
    pieces.push(escape?.value ?? character);
    at += escape?.length ?? 1;
  }
}

/** The number at `start` as written, or nothing when there is none. */
export function readNumberToken(text: string, start: number): string | undefined {
  return matchAt(NUMBER, text, start);
}

/** A JS number if it keeps every character, the text itself if not. */
export function exactNumber(text: string): number | string {
  const number = Number(text);
  const exact =
    String(number) === text && (Number.isSafeInteger(number) || !Number.isInteger(number));
  return exact ? number : text;
}

/** Whether strings end at their next quote: nothing is escaped or broken in the whole document. */
export function isPlainDocument(text: string): boolean {
  return /^[\x20-\x5B\x5D-\uD7FF\uE000-\uFFFF]*$/.test(text);
}

/** Up to the next quote, backslash or control character. */
function endOfPlainText(text: string, start: number): number {
  SPECIAL.lastIndex = start;
  return SPECIAL.test(text) ? SPECIAL.lastIndex - 1 : text.length;
}

/** Quote, backslash, and whatever stands below the space. */
const SPECIAL = /[^\x20\x21\x23-\x5B\x5D-\uFFFF]/g;

function readEscape(text: string, at: number): { value: string; length: number } | undefined {
  const unicode = matchAt(UNICODE_ESCAPE, text, at);
  if (unicode !== undefined) {
    return { value: String.fromCharCode(Number.parseInt(unicode.slice(1), 16)), length: 6 };
  }
  const value = ESCAPES[text[at] ?? ''];
  return value === undefined ? undefined : { value, length: 2 };
}

function matchAt(sticky: RegExp, text: string, at: number): string | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0];
}

function describe(character: string): string {
  return character === '\\' ? 'an unknown escape' : 'an unescaped control character';
}
