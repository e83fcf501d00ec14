import { remembered } from '../../lead/remembered.ts';

/**
 * Whether a word looks like letters hit at random. Names are written in more ways than any rule
 * knows, so only plain Latin words are judged, only long ones, and only where two independent
 * measures agree; consonants in a row alone are Polish, Czech or a German compound.
 */

/** Shorter words are too often abbreviations, brands and names from elsewhere. */
const LETTERS_MIN = 10;

/** The middle rows of QWERTY, QWERTZ and AZERTY keyboards. */
const KEYBOARD_ROWS = [
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'qsdfghjklm',
  'zxcvbnm',
  'yxcvbnm',
];

/** Keys next to each other in a row that make a mashed word. Wertz, with five, is a surname. */
const ROW_RUN = 6;

const ROW_RUNS = new Set(
  KEYBOARD_ROWS.flatMap((row) => [row, row.split('').toReversed().join('')]).flatMap((row) =>
    Array.from({ length: row.length - ROW_RUN + 1 }, (_, at) => row.slice(at, at + ROW_RUN)),
  ),
);

/** The shortest word that can be gibberish: one letter five times. */
const GIBBERISH_MIN = 5;

/** Each without a space; numbers, addresses and links are none. */
export function wordsOf(text: string): string[] {
  return text
    .split(/\s+/u)
    .map((word) => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''))
    .filter((word) => word !== '' && !/[@/\d:.]/u.test(word));
}

export function gibberishWords(text: string): number {
  let count = 0;
  for (const written of text.match(LONG_ENOUGH) ?? []) if (holdsGibberish(written)) count += 1;
  return count;
}

const LONG_ENOUGH = new RegExp(`\\S{${GIBBERISH_MIN},}`, 'gu');

/** One word as written, with what stands around it; people use the same ones again and again. */
const holdsGibberish = remembered((written) => wordsOf(written).some(isGibberish));

function isGibberish(word: string): boolean {
  if (word.length < GIBBERISH_MIN) return false;
  const plain = LATIN.test(word) ? word : word.normalize('NFD').replace(/\p{M}/gu, '');
  if (!LATIN.test(plain)) return false;
  const lower = plain.toLowerCase();
  if (hasRowRun(lower) || /(.)\1{4}/u.test(lower)) return true;
  // All capitals are an abbreviation, however long.
  if (plain.length < LETTERS_MIN || plain === plain.toUpperCase()) return false;
  const odd = [hasRandomCase(plain), hasRarePairs(lower)];
  const unspeakable = [hasFewVowels(lower), /[^aeiouy]{5}/u.test(lower)];
  return odd.includes(true) && [...odd, ...unspeakable].filter(Boolean).length >= 2;
}

const LATIN = /^[A-Za-z]+$/;

function hasRowRun(lower: string): boolean {
  for (let at = 0; at + ROW_RUN <= lower.length; at += 1) {
    if (ROW_RUNS.has(lower.slice(at, at + ROW_RUN))) return true;
  }
  return false;
}

/** "McDonald" and "PriceWaterhouse" change case once or twice; "xKqRbWoT" all the time. */
function hasRandomCase(word: string): boolean {
  const changes = countPairs(word, (one, next) => isCapital(one) !== isCapital(next));
  return changes * 5 >= (word.length - 1) * 2;
}

function isCapital(letter: string): boolean {
  return letter >= 'A' && letter <= 'Z';
}

/** Pairs of letters that hardly any language has: "qx", "jv", "wq". Doubles are none. */
function hasRarePairs(word: string): boolean {
  return countPairs(word, isRarePair) >= 2;
}

function isRarePair(one: string, next: string): boolean {
  return one !== next && 'jqxzvwk'.includes(one) && 'jqxvwfgpb'.includes(next);
}

function countPairs(word: string, is: (one: string, next: string) => boolean): number {
  let count = 0;
  for (let at = 1; at < word.length; at += 1) {
    if (is(word.charAt(at - 1), word.charAt(at))) count += 1;
  }
  return count;
}

/** "Schwartzkopf" has two of twelve, so few vowels alone are no proof. */
function hasFewVowels(word: string): boolean {
  return (word.match(/[aeiouy]/gu)?.length ?? 0) * 4 < word.length;
}
