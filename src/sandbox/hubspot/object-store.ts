import { createEmailIndex } from './email-index.ts';
import type { ObjectTypeName } from './object-types.ts';
import { createSearchIndex } from './search-index.ts';
import type { StoredRecord } from './stored-record.ts';
import { createValueIndex } from './value-index.ts';

export type ObjectStore = {
  /** Keeps a new record and gives it an id. */
  add: (type: ObjectTypeName, properties: Record<string, string>) => StoredRecord;
  /** Sets values; an empty string clears. */
  change: (record: StoredRecord, values: Record<string, string>) => void;
  archive: (record: StoredRecord) => void;
  /** By its own id only. Archived records are found too. */
  byId: (type: ObjectTypeName, id: string) => StoredRecord | undefined;
  /** The absorbed record is gone; its id, and those it absorbed, lead to the survivor. */
  absorb: (survivor: StoredRecord, absorbed: StoredRecord) => void;
  /** Gone for good, as if it had never been there. */
  erase: (record: StoredRecord) => void;
  /** By its own id or that of a record that was merged into it. */
  byIdOrMerged: (type: ObjectTypeName, id: string) => StoredRecord | undefined;
  wasMerged: (type: ObjectTypeName, id: string) => boolean;
  /** A contact by any of its addresses; never an archived one. */
  byEmail: (email: string) => StoredRecord | undefined;
  byValue: (type: ObjectTypeName, property: string, value: string) => StoredRecord | undefined;
  all: (type: ObjectTypeName) => StoredRecord[];
  /** The record as the search index knows it: a little behind. */
  asIndexed: (record: StoredRecord) => Record<string, string> | undefined;
};

const FIRST_IDS: Record<ObjectTypeName, number> = {
  contacts: 12_877_907_025,
  companies: 9_405_113_401,
  deals: 19_171_005_526,
  tasks: 31_102_224_877,
  notes: 41_220_917_301,
};

/** `searchLagMs` is how long the search index takes to see a write. */
export function createObjectStore(options: {
  now: () => number;
  random: () => number;
  searchLagMs: () => number;
}): ObjectStore {
  const { now, random } = options;
  const records = noRecords();
  const index = createSearchIndex({ now, lagMs: options.searchLagMs });
  const emails = createEmailIndex();
  const holders = createValueIndex((type) => records[type].values());
  const merges = createMergeBook();
  const newId = createIdSource(random);

  function add(type: ObjectTypeName, properties: Record<string, string>): StoredRecord {
    const at = now();
    const record: StoredRecord = {
      id: newId(type),
      type,
      properties: {},
      createdAt: at,
      updatedAt: at,
      mergedIds: [],
      secondaryEmails: [],
    };
    records[type].set(record.id, record);
    change(record, properties);
    return record;
  }

  function change(record: StoredRecord, values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value === '') delete record.properties[name];
      else record.properties[name] = value;
    }
    record.updatedAt = now();
    emails.note(record);
    holders.note(record);
    index.note(record);
  }

  function erase(record: StoredRecord): void {
    records[record.type].delete(record.id);
    emails.forget(record);
    holders.forget(record);
    index.forget(record);
  }

  const byId = (type: ObjectTypeName, id: string) => records[type].get(id);

  return {
    add,
    change,
    archive: (record) => {
      record.archivedAt = now();
      emails.note(record);
      holders.note(record);
    },
    byId,
    absorb: (survivor, absorbed) => {
      erase(absorbed);
      merges.note(survivor, absorbed);
    },
    erase,
    byIdOrMerged: (type, id) => merges.survivorOf(type, id) ?? byId(type, id),
    wasMerged: (type, id) => merges.survivorOf(type, id) !== undefined,
    byEmail: emails.holderOf,
    byValue: holders.holderOf,
    all: (type) => [...records[type].values()],
    asIndexed: index.asIndexed,
  };
}

function noRecords(): Record<ObjectTypeName, Map<string, StoredRecord>> {
  return {
    contacts: new Map(),
    companies: new Map(),
    deals: new Map(),
    tasks: new Map(),
    notes: new Map(),
  };
}

/** Ids are large and have gaps, so that nobody relies on small or consecutive ones. */
function createIdSource(random: () => number): (type: ObjectTypeName) => string {
  const last = { ...FIRST_IDS };
  return (type) => {
    last[type] += 1 + Math.floor(random() * 900);
    return String(last[type]);
  };
}

function createMergeBook() {
  const mergedInto = new Map<string, StoredRecord>();

  /** The record that an id leads to after merges, which may themselves have been merged. */
  function survivorOf(type: ObjectTypeName, id: string): StoredRecord | undefined {
    const next = mergedInto.get(`${type}/${id}`);
    return next && (survivorOf(type, next.id) ?? next);
  }

  return {
    note: (survivor: StoredRecord, absorbed: StoredRecord) => {
      survivor.mergedIds.push(absorbed.id, ...absorbed.mergedIds);
      mergedInto.set(`${absorbed.type}/${absorbed.id}`, survivor);
    },
    survivorOf,
  };
}
