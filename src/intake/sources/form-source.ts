import type { ReadSubmission } from '../../lead/submission.ts';
import type { DecodedValue } from '../decoded-value.ts';
import type { Vendor } from '../source-settings.ts';

/**
 * One form vendor: how its body is read. The whole of a vendor stands in its one file here and in
 * one line of the registry (index.ts).
 */
export type FormSource = {
  vendor: Vendor;
  /** Does a visitor's browser post it itself? Then the visitor is told what to mend. */
  browser: boolean;
  /** Reads a decoded body. Never throws, whatever the body holds. */
  read: (body: DecodedValue, request: SourceRequest) => SourceReading;
};

/** What a vendor may say beside the body. Header names are lower case. */
export type SourceRequest = {
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
};

export type SourceReading =
  | { kind: 'submission'; submission: ReadSubmission }
  /** Understood, and not a lead: kept for the record, never routed. */
  | { kind: 'ignored'; reason: IgnoredReason; submissionId?: string; says: string }
  /** Not what this vendor posts: kept for a person to look at. `says` names what was missing. */
  | { kind: 'unmappable'; says: string };

export type IgnoredReason =
  | 'test'
  | 'ping'
  | 'partial'
  | 'reschedule'
  | 'deleted'
  /** Something that happened later to a lead or a meeting. */
  | 'other_event';
