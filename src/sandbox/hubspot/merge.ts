import { calculatedValues } from './calculated-values.ts';
import { allEmails } from './email-index.ts';
import type { ObjectTypeName } from './object-types.ts';
import type { Portal } from './portal.ts';
import { Refusal, resourceNotFound, validationError } from './refusal.ts';
import type { StoredRecord } from './stored-record.ts';

/** A record can take part in so many merges. */
const MERGES_MAX = 250;

/**
 * Two records become one with a new id. The primary's values win, the other's fill the gaps, and
 * its addresses become further ones. Both old ids lead to the survivor from then on.
 */
export function mergeRecords(
  portal: Portal,
  type: ObjectTypeName,
  primaryId: string,
  absorbedId: string,
): StoredRecord {
  const { store, associations } = portal;
  const primary = store.byIdOrMerged(type, primaryId);
  const absorbed = store.byIdOrMerged(type, absorbedId);
  if (!primary || !absorbed) throw resourceNotFound();
  if (primary === absorbed) {
    throw validationError('Cannot merge an object with itself', {
      context: { id: [primaryId, absorbedId] },
    });
  }
  if (primary.mergedIds.length + absorbed.mergedIds.length + 2 > MERGES_MAX) {
    throw new Refusal(414, { message: 'Too many merges', category: 'VALIDATION_ERROR' });
  }
  const emails = [...allEmails(primary), ...allEmails(absorbed)];
  const values = { ...absorbed.properties, ...primary.properties };
  store.absorb(primary, absorbed);
  const survivor = store.add(type, {});
  associations.move(primary, survivor);
  associations.move(absorbed, survivor);
  store.absorb(survivor, primary);
  survivor.createdAt = Math.min(primary.createdAt, absorbed.createdAt);
  survivor.secondaryEmails = emails.filter((email) => email !== values['email']);
  store.change(survivor, values);
  store.change(survivor, calculatedValues(survivor, {}, portal.now()));
  return survivor;
}
