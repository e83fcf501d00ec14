import type { ConsentPurpose, ConsentState } from './consent.ts';
import type { LeadField } from './lead.ts';

/**
 * What a configured source says about reading its submissions.
 * A source of sources.yaml can be passed as it is: it has these keys, and others besides.
 */
export type LeadRules = {
  /** Name of the source. */
  name: string;
  /** ISO 3166-1 alpha-2: how numbers without a country code are read. */
  defaultCountry?: string | undefined;
  required: readonly LeadField[];
  /** Accepted values, by lead field or by the sender's own key. */
  accepts: Readonly<Record<string, readonly string[]>>;
  /** Lead field ← the sender's key, dotted path or label. */
  fields: { readonly [F in LeadField]?: string | undefined };
  consent: ConsentRules;
  /** Keys of hidden fields that a person leaves empty. */
  honeypots: readonly string[];
};

export type ConsentRules = {
  /** The sender's key of the consent box. */
  field?: string | undefined;
  /** What a yes in that box grants. */
  purposes: readonly ConsentPurpose[];
  /** What counts as yes. */
  granted: readonly string[];
  /** What holds when the box is not there at all. */
  unstated: ConsentState;
};
