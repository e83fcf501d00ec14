import type { LeadField } from './lead.ts';

/**
 * A submission after its vendor's adapter has read it: still in the sender's words, but flat.
 * The one shape between "how this vendor writes" (intake/sources) and "what a lead is" (lead/).
 */
export type ReadSubmission = {
  /** The vendor's own submission id. Absent: the content itself is the key for a while. */
  submissionId?: string;
  formId?: string;
  formName?: string;
  fields: SubmittedField[];
  /** What the sender says about the visit, apart from the form's fields. */
  context: {
    pageUrl?: string;
    landingPage?: string;
    referrer?: string;
    ip?: string;
    userAgent?: string;
    locale?: string;
    timeZone?: string;
    cookies?: Record<string, string>;
    firstTouch?: Record<string, string>;
    lastTouch?: Record<string, string>;
  };
};

/** All values of a field; most have one. */
export function valuesOf({ value }: Pick<SubmittedField, 'value'>): string[] {
  return Array.isArray(value) ? value : [value];
}

export type SubmittedField = {
  /** The sender's own key: stable where the vendor has stable keys. */
  key: string;
  /** What the visitor saw beside it. */
  label?: string;
  value: string | string[];
  /** What the vendor itself says the field is (a Typeform answer of type `email`, say). */
  kind?: LeadField;
  /** Tells of somebody else (the host of a meeting, who pays, the site): its name claims nothing. */
  ofOthers?: true;
};
