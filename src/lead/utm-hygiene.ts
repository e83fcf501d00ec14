import type { AttributionRepair } from './attribution.ts';
import { capText, cleanLine } from './clean-text.ts';
import { remembered } from './remembered.ts';

/** Longer values are mistakes, and reports cut them anyway. In UTF-16 units. */
const UTM_MAX = 512;

export type UtmValue = { value?: string; repairs: readonly AttributionRepair[] };

/** Everybody writes these in lower case, or means it. */
const CASELESS = new Set(['utm_source', 'utm_medium']);

/** Names that one network goes by. Only sources: nobody agrees on media. */
const SOURCE_ALIASES: Record<string, string> = {
  fb: 'facebook',
  'fb.com': 'facebook',
  'facebook.com': 'facebook',
  'm.facebook.com': 'facebook',
  'l.facebook.com': 'facebook',
  'lm.facebook.com': 'facebook',
  facebookads: 'facebook',
  'facebook ads': 'facebook',
  ig: 'instagram',
  insta: 'instagram',
  'instagram.com': 'instagram',
  'l.instagram.com': 'instagram',
  adwords: 'google',
  'google.com': 'google',
  googleads: 'google',
  'google ads': 'google',
  google_ads: 'google',
  'google-ads': 'google',
  'bing.com': 'bing',
  bingads: 'bing',
  'bing ads': 'bing',
  'linkedin.com': 'linkedin',
  'lnkd.in': 'linkedin',
  lnkd: 'linkedin',
  'twitter.com': 'twitter',
  't.co': 'twitter',
  'x.com': 'twitter',
  'youtube.com': 'youtube',
  yt: 'youtube',
  'tiktok.com': 'tiktok',
  'pinterest.com': 'pinterest',
  'reddit.com': 'reddit',
  'duckduckgo.com': 'duckduckgo',
};

const PLACEHOLDERS = new Set([
  'null',
  'undefined',
  'nan',
  '(not set)',
  '(none)',
  '(not provided)',
  '[object object]',
]);

/** `{{campaign.name}}`, `{keyword}`, `__CAMPAIGN_NAME__`, `%%adgroup%%`, `${source}`, unexpanded. */
const MACRO = /\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{[^{}]*\}|__[A-Za-z0-9_]*[A-Za-z0-9]__|%%[^%]*%%/u;
const WHOLLY_MACRO = new RegExp(`^(?:${MACRO.source})$`, 'u');

const EMAIL_LIKE = /[^\s@/?&=;,:<>()]{1,64}@[^\s@/?&=;,:<>()]{1,190}\.[\p{L}]{2,24}/gu;

/**
 * Normalises one value of a UTM parameter, already decoded once. Every change is a repair; without
 * a value it says nothing. Normalising a normalised value changes nothing.
 */
export function normaliseUtm(name: string, typed: string): UtmValue {
  return normalised(`${name}=${typed}`);
}

/** Campaigns come with every submission of their visitors. Names hold no "=". */
const normalised = remembered((pair): UtmValue => {
  const equals = pair.indexOf('=');
  return normalise(pair.slice(0, equals), pair.slice(equals + 1));
});

function normalise(name: string, typed: string): UtmValue {
  const repairs: AttributionRepair[] = [];
  let value = typed;
  const change = (code: string, to: string | undefined): void => {
    if (to === undefined || to === value) return;
    repairs.push({ parameter: name, code, from: typed, to });
    value = to;
  };
  const tidy = (): void => {
    change('cleaned', cleanLine(value));
    if (CASELESS.has(name)) change('case', cleanLine(value.toLowerCase()));
    // Reports and ad platforms must not be told who somebody is; `raw` still has it.
    if (value.includes('@')) change('personal_data', value.replace(EMAIL_LIKE, '(e-mail)'));
    change('truncated', capText(value, UTM_MAX).text);
  };

  tidy();
  if (WHOLLY_MACRO.test(value)) return missing(name, typed, 'macro');
  change('double_encoded', decodedOnceMore(value));
  tidy();
  if (value === '') return { repairs };
  if (PLACEHOLDERS.has(value.toLowerCase())) return missing(name, typed, 'placeholder');
  if (WHOLLY_MACRO.test(value)) return missing(name, typed, 'macro');
  if (MACRO.test(value)) repairs.push({ parameter: name, code: 'macro', from: typed, to: value });
  if (name === 'utm_source' && Object.hasOwn(SOURCE_ALIASES, value)) {
    change('alias', SOURCE_ALIASES[value]);
  }
  return { value, repairs };
}

function missing(name: string, typed: string, code: string): UtmValue {
  return { repairs: [{ parameter: name, code, from: typed }] };
}

/**
 * Undoes a second encoding (`Q1%20Launch`), and only one. What would still be encoded afterwards
 * stays as it came: then nobody knows how often it was meant to be decoded.
 */
function decodedOnceMore(value: string): string {
  if (!/%[0-9a-f]{2}/iu.test(value)) return value;
  try {
    const decoded = cleanLine(decodeURIComponent(value));
    return /%[0-9a-f]{2}/iu.test(decoded) ? value : decoded;
  } catch {
    return value;
  }
}
