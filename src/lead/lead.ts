import type { Attribution } from './attribution.ts';
import type { Consent } from './consent.ts';
import type { ContactDetails } from './contact-details.ts';

/**
 * The validated, normalised person and request made from one submission.
 *
 * A lead is a value: it is made once, at intake, and never changed afterwards. What the stages
 * learn about it (match, decision, outside ids) stands beside it in the ledger.
 */
export type Lead = {
  /** UUIDv7. */
  leadId: string;
  /** Name of the configured source that it came through. */
  source: string;
  /** ISO 8601, UTC. When leadline received the submission; senders' own clocks are never used. */
  receivedAt: string;
  submission: {
    /** The vendor's own submission id, if the sender gives one; always a string, digits exact. */
    id?: string;
    formId?: string;
    formName?: string;
  };
  person: ContactDetails;
  /** What they asked, as text. */
  message?: string;
  attribution: Attribution;
  consent: Consent;
  visitor: { ip?: string; userAgent?: string; locale?: string; timeZone?: string };
  /** Every field that no rule claimed, by the sender's own key. Nothing is dropped. */
  extra: Record<string, string | string[]>;
  /** What was repaired, flagged or doubted on the way in, for people to read. */
  notes: LeadNote[];
  /** A canary: runs the real path, but no person, task, report or ad platform ever sees it. */
  synthetic?: true;
};

/** A remark on one field. `code` is stable, for machines; `says` is a sentence, for people. */
export type LeadNote = { field: string; code: string; says: string };

/** The lead fields that a sender's field can be mapped to (`fields:` in sources.yaml). */
export const LEAD_FIELDS = [
  'email',
  'phone',
  'name',
  'firstName',
  'lastName',
  'company',
  'website',
  'jobTitle',
  'companySize',
  'country',
  'region',
  'city',
  'postalCode',
  'language',
  'message',
  'consent',
  'submissionId',
  'pageUrl',
  'landingPage',
  'referrer',
  'ip',
  'userAgent',
  'timeZone',
] as const;

export type LeadField = (typeof LEAD_FIELDS)[number];
