import countries from 'i18n-iso-countries';
import { plainName } from './field-name.ts';
import { remembered } from './remembered.ts';

/** Names that no list has, or that several countries share. Written as `plainName` gives them. */
const ALIASES: Record<string, string> = {
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  northernireland: 'GB',
  britain: 'GB',
  greatbritain: 'GB',
  unitedkingdom: 'GB',
  grossbritannien: 'GB',
  uk: 'GB',
  gbr: 'GB',
  usa: 'US',
  us: 'US',
  america: 'US',
  unitedstates: 'US',
  theunitedstates: 'US',
  unitedstatesofamerica: 'US',
  estadosunidos: 'US',
  etatsunis: 'US',
  korea: 'KR',
  southkorea: 'KR',
  northkorea: 'KP',
  republicofkorea: 'KR',
  holland: 'NL',
  thenetherlands: 'NL',
  uae: 'AE',
  emirates: 'AE',
  dubai: 'AE',
  russia: 'RU',
  czechrepublic: 'CZ',
  turkey: 'TR',
  turkiye: 'TR',
  vietnam: 'VN',
  taiwan: 'TW',
  hongkong: 'HK',
  macau: 'MO',
  ivorycoast: 'CI',
  macedonia: 'MK',
  swaziland: 'SZ',
  burma: 'MM',
  capeverde: 'CV',
  laos: 'LA',
  syria: 'SY',
  iran: 'IR',
  bolivia: 'BO',
  venezuela: 'VE',
  tanzania: 'TZ',
  moldova: 'MD',
  brunei: 'BN',
  congo: 'CG',
  drc: 'CD',
  drcongo: 'CD',
  palestine: 'PS',
  vatican: 'VA',
  kosovo: 'XK',
  ksa: 'SA',
  rsa: 'ZA',
  prc: 'CN',
  mainlandchina: 'CN',
  // The European Union's own code for Greece.
  el: 'GR',
};

/** Languages whose names win where two languages give one name to two countries. */
const FIRST_LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl'];

let namesToCodes: Map<string, string> | undefined;

/**
 * ISO 3166-1 alpha-2 code of a country that was typed as a code (alpha-2, alpha-3, numeric), as a
 * name in one of some eighty languages, by a usual other name, or with its flag.
 */
export const readCountry = remembered((text): string | undefined => {
  const typed = text.slice(0, 200);
  if (DIALLING_CODE.test(typed)) return undefined;
  const withoutBrackets = typed.replace(/[([][^)\]]*[)\]]/gu, ' ');
  const inBrackets = /[([]([^)\]]*)[)\]]/u.exec(typed)?.[1] ?? '';
  const halves = typed.split(/\s+[-–—/|]\s+|,/u);
  for (const candidate of [typed, withoutBrackets, inBrackets, ...halves]) {
    const code = readOne(candidate);
    if (code) return code;
  }
  return flagCode(typed);
});

/** Fields named "country code" hold these as well: "+44" is no Bahamas (ISO 044), and +1 is many. */
const DIALLING_CODE = /^\s*(?:\+|00)\s*[\d\s()-]+$/u;

const NAMES = new Intl.DisplayNames('en', { type: 'region' });

/** The country's name in English, for people: `DE` is Germany. */
export function countryName(code: string): string {
  return NAMES.of(code) ?? code;
}

function readOne(text: string): string | undefined {
  const plain = plainName(text);
  if (plain === '') return undefined;
  const alias = Object.hasOwn(ALIASES, plain) ? ALIASES[plain] : undefined;
  return alias ?? isoCode(plain.toUpperCase()) ?? names().get(plain);
}

function isoCode(text: string): string | undefined {
  if (/^\d{1,3}$/u.test(text)) return countries.numericToAlpha2(text.padStart(3, '0'));
  if (/^[A-Z]{3}$/u.test(text)) return countries.alpha3ToAlpha2(text);
  return /^[A-Z]{2}$/u.test(text) && Object.hasOwn(countries.getAlpha2Codes(), text)
    ? text
    : undefined;
}

function flagCode(text: string): string | undefined {
  const [, first, second] = /([\u{1F1E6}-\u{1F1FF}])([\u{1F1E6}-\u{1F1FF}])/u.exec(text) ?? [];
  return first && second ? isoCode(indicatedLetter(first) + indicatedLetter(second)) : undefined;
}

function indicatedLetter(regionalIndicator: string): string {
  return String.fromCharCode((regionalIndicator.codePointAt(0) ?? 0) - 0x1f1e6 + 65);
}

/** Built at the first question: some 17,000 names. */
function names(): Map<string, string> {
  if (namesToCodes) return namesToCodes;
  const built = new Map<string, string>();
  for (const language of new Set([...FIRST_LANGUAGES, ...countries.getSupportedLanguages()])) {
    for (const [code, all] of Object.entries(countries.getNames(language, { select: 'all' }))) {
      for (const name of all) {
        const plain = plainName(name);
        if (plain.length > 1 && !built.has(plain)) built.set(plain, code);
      }
    }
  }
  namesToCodes = built;
  return built;
}
