import { plainName } from './field-name.ts';

const NAMES: Record<string, string> = {
  english: 'en',
  englisch: 'en',
  anglais: 'en',
  ingles: 'en',
  german: 'de',
  deutsch: 'de',
  allemand: 'de',
  aleman: 'de',
  french: 'fr',
  franzosisch: 'fr',
  francais: 'fr',
  frances: 'fr',
  spanish: 'es',
  spanisch: 'es',
  espanol: 'es',
  espagnol: 'es',
  portuguese: 'pt',
  portugues: 'pt',
  italian: 'it',
  italiano: 'it',
  dutch: 'nl',
  nederlands: 'nl',
  polish: 'pl',
  polski: 'pl',
  ukrainian: 'uk',
  russian: 'ru',
  chinese: 'zh',
  japanese: 'ja',
  korean: 'ko',
  arabic: 'ar',
  turkish: 'tr',
  swedish: 'sv',
  danish: 'da',
  norwegian: 'no',
  finnish: 'fi',
  czech: 'cs',
};

/** ISO 639-1 code of a language: from a locale (`de-AT`, `pt_BR`), or a language's usual name. */
export function readLanguage(text: string): string | undefined {
  const plain = plainName(text);
  if (Object.hasOwn(NAMES, plain)) return NAMES[plain];
  const code = /^([a-z]{2})(?:[-_][a-z0-9_-]{1,30})?(?:[,;].*)?$/iu.exec(text.trim().slice(0, 200));
  return code?.[1]?.toLowerCase();
}
