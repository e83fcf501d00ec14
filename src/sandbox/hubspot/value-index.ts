import type { ObjectTypeName } from './object-types.ts';
import type { StoredRecord } from './stored-record.ts';

/** Who has a value of a unique property, once that was looked up; never an archived record. */
export type ValueIndex = {
  note: (record: StoredRecord) => void;
  forget: (record: StoredRecord) => void;
  holderOf: (type: ObjectTypeName, property: string, value: string) => StoredRecord | undefined;
};

type Holders = { of: Map<string, StoredRecord>; valueOf: Map<StoredRecord, string> };

/** @param all every record of a kind, from which a property's holders are first collected */
export function createValueIndex(
  all: (type: ObjectTypeName) => Iterable<StoredRecord>,
): ValueIndex {
  const indexed = new Map<ObjectTypeName, Map<string, Holders>>();

  function forgetIn({ of, valueOf }: Holders, record: StoredRecord): void {
    const value = valueOf.get(record);
    if (value !== undefined && of.get(value) === record) of.delete(value);
    valueOf.delete(record);
  }

  function noteIn(holders: Holders, property: string, record: StoredRecord): void {
    forgetIn(holders, record);
    const value = record.properties[property];
    if (value === undefined || record.archivedAt !== undefined) return;
    holders.valueOf.set(record, value);
    holders.of.set(value, record);
  }

  function holdersOf(type: ObjectTypeName, property: string): Holders {
    const ofType = indexed.get(type) ?? new Map<string, Holders>();
    indexed.set(type, ofType);
    const known = ofType.get(property);
    if (known) return known;
    const holders: Holders = { of: new Map(), valueOf: new Map() };
    ofType.set(property, holders);
    for (const record of all(type)) noteIn(holders, property, record);
    return holders;
  }

  return {
    note: (record) => {
      for (const [property, holders] of indexed.get(record.type) ?? []) {
        noteIn(holders, property, record);
      }
    },
    forget: (record) => {
      for (const holders of indexed.get(record.type)?.values() ?? []) forgetIn(holders, record);
    },
    holderOf: (type, property, value) => holdersOf(type, property).of.get(value),
  };
}
