/** HubSpot's longest text property, and the longest text that a lead holds. In UTF-16 units. */
const TEXT_MAX = 65_536;

export type CleanText = { text: string; truncated: boolean };

/** Control characters but the line break and the tab. NUL breaks Postgres and some JSON readers. */
const CONTROLS = /[^\P{Cc}\n\t]/gu;

/** Half of a surrogate pair: not representable in UTF-8. */
const LONE_SURROGATES = /\p{Cs}/gu;

/** Characters that change or hide text without being seen: direction marks, zero width, tags. */
const INVISIBLE =
  /(?![\u200C\u200D]|\p{Variation_Selector})[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu;

/** The joiners are spelling in these scripts, and hold emoji together; elsewhere they hide. */
const HIDDEN_JOINERS =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Variation_Selector}\p{scx=Arabic}\p{scx=Syriac}\p{scx=Devanagari}\p{scx=Bengali}\p{scx=Gujarati}\p{scx=Gurmukhi}\p{scx=Kannada}\p{scx=Khmer}\p{scx=Malayalam}\p{scx=Mongolian}\p{scx=Oriya}\p{scx=Sinhala}\p{scx=Tamil}\p{scx=Telugu}])[\u200C\u200D]/gu;

/**
 * Text that needs no cleaning, as most of it does not: printable ASCII and the precomposed letters
 * of Latin, which NFC leaves as they are.
 */
const CLEAN_LINE = /^(?:[\x21-\x7E\u00C0-\u024F]+(?: [\x21-\x7E\u00C0-\u024F]+)*)?$/;
const CLEAN_PARAGRAPHS = /^[\x20-\x7E\u00C0-\u024F\n\t]*$/;

/**
 * Text of one line: well-formed, NFC, without control and invisible characters, white space
 * collapsed. Cleaning twice changes nothing.
 */
export function cleanLine(text: string): string {
  if (CLEAN_LINE.test(text)) return text;
  return cleanCharacters(text).replace(/\s+/gu, ' ').trim();
}

/** Text of several lines: as `cleanLine`, but line breaks (as \n), tabs and runs of blanks stay. */
export function cleanParagraphs(text: string): string {
  if (CLEAN_PARAGRAPHS.test(text)) return text.trim();
  return cleanCharacters(text.replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')).trim();
}

/** Cuts to TEXT_MAX without splitting a character. */
export function capText(text: string, max: number = TEXT_MAX): CleanText {
  if (text.length <= max) return { text, truncated: false };
  const cut = text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
  return { text: cut.trimEnd(), truncated: true };
}

function cleanCharacters(text: string): string {
  return text
    .replace(LONE_SURROGATES, '\uFFFD')
    .replace(/[\r\u0085]/gu, ' ')
    .replace(CONTROLS, '')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(HIDDEN_JOINERS, '')
    .normalize('NFC');
}
