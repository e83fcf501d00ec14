/**
 * How words from outside are put into Slack. A lead's words must stay words: they may not ping
 * (`<!channel>`, `@here`), link (`<https://…|HubSpot>`), look like ours (`*bold*`, a fake line) or
 * break a length limit. Two kinds of place, two treatments: literal places (plain_text, rich_text
 * runs) get cleaned text, and the top-level `text`, which Slack parses, gets disarmed text.
 */

const ZERO_WIDTH = '\u200B';

/**
 * Control characters, overrides of the writing direction, and what cannot be seen: with them a
 * name can hide what it says. Zero-width joiners stay, because scripts and emoji are written with
 * them. A half of a surrogate pair cannot be sent at all.
 */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/g;

/** One line, trimmed, without anything unseen, cut to what Slack counts as `max` characters. */
export function oneLine(text: string, max: number): string {
  return capped(cleaned(text).replace(/\s+/gu, ' ').trim(), max);
}

/** Several lines; never more than one empty line in a row. */
export function severalLines(text: string, max: number): string {
  const lines = cleaned(text.replace(LINE_BREAK, '\n'))
    .split('\n')
    .map((line) => line.replace(/[^\S\n]+/gu, ' ').trim());
  return capped(
    lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    max,
  );
}

function cleaned(text: string): string {
  return text.replace(LINE_BREAK, '\n').replace(UNSEEN, '').replace(LONE_SURROGATE, '\uFFFD');
}

/**
 * Cuts on whole code points, with an ellipsis. Slack counts `&` as `&amp;`, so that is how it is
 * counted here.
 */
function capped(text: string, max: number): string {
  if (lengthInSlack(text) <= max) return text;
  let kept = '';
  let left = max - 1;
  for (const character of text) {
    left -= lengthInSlack(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

function lengthInSlack(text: string): number {
  return escapeForSlack(text).length;
}

/** The three characters that Slack wants escaped, `&` first. */
export function escapeForSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What formatting is made of, and what looks the same and makes none. `a_b` formats nothing. */
const FORMATTING = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
const LOOKALIKES: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/**
 * For the top-level `text`: escaped, and with everything that Slack could parse taken apart, so
 * that it reads the same and does nothing. Cut before, not after: a cut may not split an entity.
 */
export function disarmed(text: string): string {
  return escapeForSlack(text)
    .replace(FORMATTING, (character) => LOOKALIKES[character] ?? character)
    .replace(/[@#]/g, (character) => character + ZERO_WIDTH)
    .replace(/:(?=\S)/g, `:${ZERO_WIDTH}`)
    .replace(/^(\s*)&gt;/gm, `$1${ZERO_WIDTH}&gt;`);
}
