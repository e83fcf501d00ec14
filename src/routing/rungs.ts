/**
 * The rungs whose order is configurable. After them always come the fair share in the market's
 * pool, and at last the fallback market.
 */
export const CONFIGURABLE_RUNGS = [
  'named-account',
  'known-owner',
  'account-owner',
  'language-and-skill',
  'market',
] as const;

export type ConfigurableRung = (typeof CONFIGURABLE_RUNGS)[number];
