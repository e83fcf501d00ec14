import { v4 as uuidV4 } from 'uuid';
import type { AssociationBook } from './association-book.ts';
import { createAssociationBook } from './association-book.ts';
import { createObjectStore, type ObjectStore } from './object-store.ts';
import type { ObjectTypeName } from './object-types.ts';
import { createOwnerBook, type OwnerBook, type SeedOwner } from './owner-book.ts';
import { createPropertyBook, type PropertyBook } from './property-book.ts';
import { createRecordLocks, type RecordLocks } from './record-locks.ts';

export type HubspotOptions = {
  /** Milliseconds since 1970. */
  now: () => number;
  /** 0 ≤ x < 1. */
  random: () => number;
  /** Bearer token → the scopes it was given. Default: SANDBOX_TOKEN with all scopes. */
  tokens?: Record<string, string[]>;
  owners?: SeedOwner[];
  limits?: Partial<HubspotLimits>;
  /** How far the search index is behind. Default: 1 to 15 seconds, 5 to 6 on average. */
  searchLagMs?: number;
  portalId?: number;
  /** The account's day ends at midnight in this IANA zone. */
  timeZone?: string;
  /** HubSpot does not document the answer; by default an archived owner is refused. */
  archivedOwnerCanOwn?: boolean;
};

/** Defaults are those of a Professional account. */
export type HubspotLimits = {
  perTenSeconds: number;
  associationsPerTenSeconds: number;
  perDay: number;
  searchPerSecond: number;
  /** More writes of one record within a second than this lock it for two seconds. */
  recordWritesPerSecond: number;
};

/**
 * An administrator's rule, enforced on dated paths from 2026-09 on. Without `when` the property is
 * required to create a record; with it, whenever that property has that value.
 */
export type RequiredProperty = {
  type: ObjectTypeName;
  property: string;
  when?: { property: string; value: string };
};

/** One HubSpot account: everything it knows. */
export type Portal = {
  portalId: number;
  timeZone: string;
  now: () => number;
  random: () => number;
  newUuid: () => string;
  store: ObjectStore;
  properties: PropertyBook;
  owners: OwnerBook;
  associations: AssociationBook;
  locks: RecordLocks;
  required: RequiredProperty[];
  /** Addresses that were erased for good and may never come back. */
  blockedEmails: Set<string>;
};

export function createPortal(options: HubspotOptions): Portal {
  const { now, random } = options;
  const store = createObjectStore({
    now,
    random,
    searchLagMs: () => options.searchLagMs ?? 1_000 + 14_000 * random() ** 2,
  });
  return {
    portalId: options.portalId ?? 62_515,
    timeZone: options.timeZone ?? 'UTC',
    now,
    random,
    newUuid: () =>
      uuidV4({ random: Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)) }),
    store,
    properties: createPropertyBook(now),
    owners: createOwnerBook({
      now,
      seeds: options.owners ?? [],
      archivedCanOwn: options.archivedOwnerCanOwn ?? false,
    }),
    associations: createAssociationBook(),
    locks: createRecordLocks({ now, perSecond: options.limits?.recordWritesPerSecond ?? 25 }),
    required: [],
    blockedEmails: new Set(),
  };
}
