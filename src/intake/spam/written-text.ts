import type { Lead } from '../../lead/lead.ts';

/** Longer texts are looked at up to here: spam shows early, and every pattern costs time. */
const LOOKED_AT_MAX = 20_000;

/** Keys of what a page or builder adds by itself. */
const OF_THE_PAGE = /^(?:context|anti_bot)\.|^_/u;

/** What the visitor wrote in sentences: the message, and longer answers to the form's own questions. */
export function writtenText(lead: Lead): string {
  const known = written.get(lead);
  if (known !== undefined) return known;
  const text = joined(lead);
  written.set(lead, text);
  return text;
}

/** Several signs look at the same text. */
const written = new WeakMap<Lead, string>();

function joined(lead: Lead): string {
  const answers = Object.entries(lead.extra)
    .filter(([key]) => !OF_THE_PAGE.test(key))
    .flatMap(([, value]) => value)
    .filter((value) => /\s/u.test(value.trim()));
  return [lead.message ?? '', ...answers].join('\n').slice(0, LOOKED_AT_MAX);
}

/** Normalising changes nothing in it. */
const ASCII = /^[\0-\x7F]*$/;

/** For comparing: case, punctuation and white space do not count. */
export function comparableText(text: string | undefined): string {
  if (text !== undefined && text.length <= LOOKED_AT_MAX && ASCII.test(text)) {
    return text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  }
  return (text ?? '')
    .slice(0, LOOKED_AT_MAX)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
