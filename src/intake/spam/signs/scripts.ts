import { SPAM_SCRIPTS, type SpamScript } from '../spam-codes.ts';
import { once, type SpamInput, type SpamSign } from '../spam-sign.ts';
import { writtenText } from '../written-text.ts';

/** Letters of one script put among those of another to get past filters: "р" in "pаypal". */
const MIXED_WORD =
  /(?=[\p{scx=Latin}\p{scx=Cyrillic}]*\p{scx=Latin}{2})(?=[\p{scx=Latin}\p{scx=Cyrillic}]*\p{scx=Cyrillic})[\p{scx=Latin}\p{scx=Cyrillic}]{4,40}/gu;

const CYRILLIC = /\p{scx=Cyrillic}/u;

/** One such word may be a brand, or a slip of the keyboard. */
const MIXED_WORDS_MIN = 2;

/** Shorter texts say nothing about the language they are in. */
const LETTERS_MIN = 20;

export const mixedScripts: SpamSign['find'] = ({ lead }) => {
  const text = writtenText(lead);
  const words = CYRILLIC.test(text) ? (text.match(MIXED_WORD)?.length ?? 0) : 0;
  return words >= MIXED_WORDS_MIN
    ? once('Words that mix Latin with Cyrillic letters that look alike.')
    : undefined;
};

/**
 * Only for a source that says in which scripts its visitors write: elsewhere any language is
 * welcome. A visitor whose browser or country speaks such a language is none of it.
 */
export const foreignScript: SpamSign['find'] = (input) => {
  const expected = input.source.spam.scripts;
  if (expected.length === 0) return undefined;
  const script = mainScript(writtenText(input.lead));
  return script !== undefined && !expected.includes(script) && !isAtHome(script, input)
    ? once(`Written in ${script} script; this source expects ${expected.join(', ')}.`)
    : undefined;
};

const LETTERS = SPAM_SCRIPTS.map((script) => ({
  script,
  pattern: new RegExp(`\\p{Script=${script}}`, 'gu'),
}));

/** The script of more than half of all letters. */
function mainScript(text: string): SpamScript | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < LETTERS_MIN) return undefined;
  return LETTERS.find(({ pattern }) => (text.match(pattern)?.length ?? 0) * 2 > letters)?.script;
}

/** The languages that are written in a script, where a browser names them. */
const LANGUAGES: Partial<Record<SpamScript, readonly string[]>> = {
  Cyrillic: ['ru', 'uk', 'bg', 'sr', 'mk', 'be', 'kk', 'ky', 'mn', 'tg'],
  Greek: ['el'],
  Han: ['zh', 'ja', 'ko'],
  Hiragana: ['ja'],
  Katakana: ['ja'],
  Hangul: ['ko'],
  Arabic: ['ar', 'fa', 'ur', 'ps', 'ku', 'ug'],
  Hebrew: ['he', 'yi'],
  Devanagari: ['hi', 'mr', 'ne', 'sa'],
  Thai: ['th'],
};

function isAtHome(script: SpamScript, { lead }: SpamInput): boolean {
  const spoken = [lead.person.language, lead.visitor.locale?.slice(0, 2).toLowerCase()];
  return spoken.some((each) => each !== undefined && LANGUAGES[script]?.includes(each));
}
