/** Every sign of spam that is looked for, by the name it has in sources.yaml, notes and reasons. */
export const SPAM_CODES = [
  'honeypot',
  'too_fast',
  'too_old',
  'forged_time',
  'no_time',
  'links',
  'link_markup',
  'link_in_name',
  'disposable_address',
  'unattended_address',
  'role_address',
  'gibberish_name',
  'gibberish_message',
  'repeated_message',
  'same_text',
  'mixed_scripts',
  'foreign_script',
  'robot_agent',
] as const;

export type SpamCode = (typeof SPAM_CODES)[number];

/** Scripts of Unicode that a source can expect its messages in. */
export const SPAM_SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Thai',
] as const;

export type SpamScript = (typeof SPAM_SCRIPTS)[number];
