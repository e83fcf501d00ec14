import { clockInWords, dateInWords } from './local-time-words.ts';

/** Small pieces of sentences that people read: lists and quoted values. */

const LIST_ITEMS_MAX = 30;
const QUOTE_CHARACTERS_MAX = 80;

/** `['DE', 'AT', 'CH'], 'or'` → "DE, AT or CH". Long lists end in "… or 12 more". */
export function inWords(items: readonly string[], conjunction: 'and' | 'or'): string {
  const shown =
    items.length > LIST_ITEMS_MAX
      ? [...items.slice(0, LIST_ITEMS_MAX), `${items.length - LIST_ITEMS_MAX} more`]
      : items;
  const last = shown.at(-1);
  if (last === undefined) {
    return 'nothing';
  }
  return shown.length === 1 ? last : `${shown.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** A sender's own text in quotation marks: on one line, and short whatever was sent. */
export function quote(text: string): string {
  const characters = Array.from(text.slice(0, QUOTE_CHARACTERS_MAX * 2));
  const cut =
    characters.length > QUOTE_CHARACTERS_MAX || text.length > QUOTE_CHARACTERS_MAX * 2
      ? `${characters.slice(0, QUOTE_CHARACTERS_MAX).join('')}…`
      : text;
  return JSON.stringify(cut);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** 172,800,000 → "2 days"; 5,400,000 → "1.5 hours"; 900,000 → "15 minutes". */
export function durationInWords(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 60) return minutes === 1 ? 'a minute' : `${minutes} minutes`;
  const hours = Math.round((ms / HOUR_MS) * 10) / 10;
  if (hours >= 48) return `${Math.round((hours / 24) * 10) / 10} days`;
  return hours === 1 ? 'an hour' : `${hours} hours`;
}

/** "Mon 23 Nov 2026, 09:00 (Europe/Berlin)". */
export function momentInWords(ms: number, timeZone = 'UTC'): string {
  return `${dateInWords(ms, timeZone)}, ${clockInWords(ms, timeZone)}`;
}
