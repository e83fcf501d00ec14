import { capText, cleanLine } from './clean-text.ts';
import type { ContactDetails } from './contact-details.ts';
import { onlyStated } from './only-stated.ts';
import type { Remark } from './remark.ts';

/** Longer is not a name. Cut before any pattern looks at it. */
const NAME_MAX = 300;

export type TypedName = { full?: string; first?: string; last?: string };

export type PersonName = Pick<ContactDetails, 'firstName' | 'lastName' | 'fullName'>;

/** Words that belong to the last name behind them. */
const PARTICLES = new Set(
  `af al av ap bin binti ben bint d da dal das de degli dei del della den der des di do dos du e el
  ibn la las le les lo los mac mc o op 't ten ter tot van vom von y zu zum zur`.split(/\s+/u),
);
const SUFFIXES = new Set(['jr', 'sr', 'ii', 'iii', 'iv', 'phd', 'md', 'mba', 'esq']);
const HONORIFICS = new Set(
  'mr mrs ms miss mx dr prof herr frau monsieur madame sr sra señor señora dhr mevr dott ing'.split(
    ' ',
  ),
);

const CJK = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/u;
const LINK =
  /\b(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+|\b[\w-]+\.(?:com|net|org|ru|info|xyz|top|io)\/\S*/giu;

/** No link is without one of these. */
const MAY_BE_LINK = /[./]/;

/**
 * First, last and full name from what was typed. A full name is split at its last space, with
 * particles (van, de, bin) kept at the last name; Chinese, Japanese and Korean names are never
 * split, and neither is "Last, First". Casing is touched only where it carries nothing: all
 * capitals or all lower case, in ASCII.
 */
export function readPersonName(typed: TypedName): { name: PersonName; remarks: Remark[] } {
  const remarks: Remark[] = [];
  const tidy = (text: string | undefined): string | undefined => {
    const line = capText(cleanLine(text ?? ''), NAME_MAX).text;
    const withoutLinks = MAY_BE_LINK.test(line) ? cleanLine(line.replace(LINK, ' ')) : line;
    if (withoutLinks !== line) remarks.push(LINK_IN_NAME);
    return withoutLinks === '' ? undefined : recase(withoutLinks);
  };
  const full = tidy(typed.full);
  const first = tidy(typed.first);
  const last = tidy(typed.last);
  return { name: onlyStated(join(full, first, last)), remarks: remarks.slice(0, 1) };
}

type Parts = { [K in keyof PersonName]: PersonName[K] | undefined };

function join(
  full: string | undefined,
  first: string | undefined,
  last: string | undefined,
): Parts {
  if (first && last) {
    const order = CJK.test(first + last) ? last + first : `${first} ${last}`;
    return { firstName: first, lastName: last, fullName: full ?? order };
  }
  if (!full) return { firstName: first, lastName: last, fullName: first ?? last };
  // "Vorname" and "Name", or "Nombre" and "Apellidos": the general word means the other part.
  if (first) {
    const rest = without(full, first, 'start');
    return rest === undefined
      ? { firstName: first, lastName: full, fullName: `${first} ${full}` }
      : { firstName: first, lastName: rest || undefined, fullName: full };
  }
  if (last) {
    const rest = without(full, last, 'end');
    return rest === undefined
      ? { firstName: full, lastName: last, fullName: `${full} ${last}` }
      : { firstName: rest || undefined, lastName: last, fullName: full };
  }
  return { ...split(full), fullName: full };
}

/** What is left of the full name without that part; undefined when the part is not in it. */
function without(full: string, part: string, side: 'start' | 'end'): string | undefined {
  const all = full.toLowerCase();
  const taken = part.toLowerCase();
  if (all === taken) return '';
  if (side === 'start' && all.startsWith(`${taken} `)) return full.slice(part.length).trim();
  if (side === 'end' && all.endsWith(` ${taken}`)) return full.slice(0, -part.length).trim();
  return undefined;
}

function split(full: string): Pick<Parts, 'firstName' | 'lastName'> {
  if (CJK.test(full) || full.includes(',')) return { firstName: undefined, lastName: undefined };
  const words = full.split(' ');
  while (words.length > 1 && HONORIFICS.has(plain(words[0]))) words.shift();
  let from = words.length - 1;
  if (from > 1 && SUFFIXES.has(plain(words[from]))) from -= 1;
  while (from > 1 && PARTICLES.has(plain(words[from - 1]))) from -= 1;
  if (from <= 0) return { firstName: words[0], lastName: undefined };
  return { firstName: words.slice(0, from).join(' '), lastName: words.slice(from).join(' ') };
}

function plain(word: string | undefined): string {
  return (word ?? '').toLowerCase().replace(/[.’]$/u, '');
}

function recase(name: string): string {
  if (/[a-z]/.test(name) && /[A-Z]/.test(name)) return name;
  const ascii = /^[\u0020-\u007E]+$/u.test(name);
  const letters = name.replace(/[^A-Za-z]/gu, '');
  const flat = letters === letters.toUpperCase() || letters === letters.toLowerCase();
  if (!ascii || !flat || letters.length < 2) return name;
  const lower = name.toLowerCase();
  return lower.replace(/[a-z]+/gu, (word, at: number) => {
    // The s of "James's" stays small, and so does a particle between two names.
    if (lower[at - 1] === "'" && word.length === 1) return word;
    const between = lower[at - 1] === ' ' && lower[at + word.length] === ' ';
    if (between && PARTICLES.has(word) && word.length > 1) return word;
    return word.charAt(0).toUpperCase() + word.slice(1);
  });
}

const LINK_IN_NAME: Remark = {
  code: 'link_in_name',
  says: 'The name held a web or e-mail address, which was left out; people rarely write one there.',
};
