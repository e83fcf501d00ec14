import type { Lead } from '../../lead/lead.ts';

/** Longer texts are looked at up to here: spam shows early, and every pattern costs time. */
const LOOKED_AT_MAX = 20_000;

/** Keys of what a page or builder adds by itself. */
const OF_THE_PAGE = /^(?:context|anti_bot)\.|^_/u;

/** What the visitor wrote in sentences: the message, and longer answers to the form's own questions. */
export function writtenText(lead: Lead): string {
  const answers = Object.entries(lead.extra)
    .filter(([key]) => !OF_THE_PAGE.test(key))
    .flatMap(([, value]) => [value].flat())
    .filter((value) => /\s/u.test(value.trim()));
  return [lead.message ?? '', ...answers].join('\n').slice(0, LOOKED_AT_MAX);
}

/** For comparing: case, punctuation and white space do not count. */
export function comparableText(text: string | undefined): string {
  return (text ?? '')
    .slice(0, LOOKED_AT_MAX)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
