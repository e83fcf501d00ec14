import type { ObjectTypeName } from './object-types.ts';

/** One object of the account: a contact, a company, a task and so on. */
export type StoredRecord = {
  id: string;
  type: ObjectTypeName;
  /** Every value is a string; a cleared property is not there. */
  properties: Record<string, string>;
  /** Milliseconds since 1970. */
  createdAt: number;
  updatedAt: number;
  archivedAt?: number;
  /** Ids of records that were merged into this one. */
  mergedIds: string[];
  /** Further addresses of a contact, which identify it as well as the first. */
  secondaryEmails: string[];
};
