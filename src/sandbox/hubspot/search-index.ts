import type { StoredRecord } from './stored-record.ts';

/** What the search sees: every record as it was a little while ago. */
export type SearchIndex = {
  note: (record: StoredRecord) => void;
  forget: (record: StoredRecord) => void;
  /** The values that the index knows by now; undefined for a record it has not seen yet. */
  asIndexed: (record: StoredRecord) => Record<string, string> | undefined;
};

/** Versions kept of one record: more than can be written within any plausible lag. */
const VERSIONS_MAX = 20;

export function createSearchIndex(options: {
  now: () => number;
  lagMs: () => number;
}): SearchIndex {
  const versions = new Map<StoredRecord, { from: number; properties: Record<string, string> }[]>();
  return {
    note: (record) => {
      const from = options.now() + options.lagMs();
      const version = { from, properties: { ...record.properties } };
      versions.set(record, [...(versions.get(record) ?? []), version].slice(-VERSIONS_MAX));
    },
    forget: (record) => void versions.delete(record),
    asIndexed: (record) =>
      versions.get(record)?.findLast((version) => version.from <= options.now())?.properties,
  };
}
