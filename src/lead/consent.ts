/** Purposes of use, in Google's consent-mode words. */
export const CONSENT_PURPOSES = [
  'ad_user_data',
  'ad_personalization',
  'analytics_storage',
  'marketing',
] as const;

export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

/** `unknown` counts as no consent wherever consent is needed. */
export type ConsentState = 'granted' | 'denied' | 'unknown';

export type Consent = {
  purposes: Record<ConsentPurpose, ConsentState>;
  /** The wording that the visitor agreed to, if the form sends it. */
  text?: string;
  version?: string;
};
