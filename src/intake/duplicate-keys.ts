import { hash } from 'node:crypto';
import { contentKey } from '../lead/content-key.ts';
import type { ReadSubmission } from '../lead/submission.ts';
import type { DuplicateKey } from './accept.ts';
import type { Source } from './source-settings.ts';

/** The longest that a vendor retries is some 75 hours; a redelivery by hand may come days later. */
const VENDOR_ID_TTL_MS = 7 * 24 * 60 * 60_000;

/** By the vendor's own id for a week; without one by the content, for the source's window. */
export function duplicateKeys(
  source: Source,
  submission: ReadSubmission,
  submissionId: string | undefined,
): DuplicateKey[] {
  if (submissionId !== undefined) return [vendorIdKey(source, 'submission', submissionId)];
  return [withinWindow(source, hashed(['content', contentKey(source.name, submission)]))];
}

/**
 * Ignored submissions have keys of their own: a partial response and the finished one that follows
 * it carry the same id, and the second is a lead.
 */
export function ignoredKeys(
  source: Source,
  reason: string,
  id: string | undefined,
): DuplicateKey[] {
  return id === undefined ? [] : [vendorIdKey(source, reason, id)];
}

/** For a body that could not be read: the same bytes again are the same delivery. */
export function unreadKeys(source: Source, body: Buffer): DuplicateKey[] {
  const digest = hash('sha256', body);
  return [withinWindow(source, hashed(['bytes', source.name, digest]))];
}

function vendorIdKey(source: Source, kind: string, id: string): DuplicateKey {
  return { key: hashed(['id', kind, source.name, id]), ttlMs: VENDOR_ID_TTL_MS };
}

function withinWindow(source: Source, key: string): DuplicateKey {
  return { key, ttlMs: source.duplicateWindowMinutes * 60_000 };
}

/** As a JSON list, so that ("ab", "c") and ("a", "bc") differ. */
function hashed(parts: string[]): string {
  return hash('sha256', JSON.stringify(parts));
}
