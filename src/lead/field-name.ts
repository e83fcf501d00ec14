import { remembered } from './remembered.ts';

/** Letters that NFKD leaves whole although people type them without their stroke or ligature. */
const PLAIN_LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
};

/**
 * A key or label as people compare them: case, spaces, punctuation and diacritics do not count.
 * `E-Mail-Adresse` → `emailadresse`, `Prénom *` → `prenom`.
 */
export const plainName = remembered((name) => nameWords(name).join(''));

/** The words of a key or label, plain and in lower case: `billingEmail_address` → three words. */
export function nameWords(name: string): string[] {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[ßæœøđðłıþ]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .replace(/['’]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The steps of a path: `a.b.0`, `a[b][0]`, `a{b}` and `querystring__b` are written differently, and mean one. */
export const pathSteps: (key: string) => readonly string[] = remembered((key) =>
  key.split(/__|[.[\]{}:/]+/u).filter((step) => step !== ''),
);
