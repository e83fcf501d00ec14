import type { ObjectTypeName } from './object-types.ts';
import type { StoredRecord } from './stored-record.ts';

/** One direction of a pair, as HubSpot numbers them. */
export type AssociationType = {
  id: number;
  from: ObjectTypeName;
  to: ObjectTypeName;
  /** The same pair seen from the other side. */
  inverse: number;
  /** `type` in a read with `associations=`. */
  name: string;
  primary: boolean;
};

const type = (
  id: number,
  from: ObjectTypeName,
  to: ObjectTypeName,
  inverse: number,
  name: string,
  primary = false,
): AssociationType => ({ id, from, to, inverse, name, primary });

const ASSOCIATION_TYPES: AssociationType[] = [
  type(1, 'contacts', 'companies', 2, 'contact_to_company', true),
  type(2, 'companies', 'contacts', 1, 'company_to_contact', true),
  type(279, 'contacts', 'companies', 280, 'contact_to_company_unlabeled'),
  type(280, 'companies', 'contacts', 279, 'company_to_contact_unlabeled'),
  type(3, 'deals', 'contacts', 4, 'deal_to_contact'),
  type(4, 'contacts', 'deals', 3, 'contact_to_deal'),
  type(203, 'contacts', 'tasks', 204, 'contact_to_task'),
  type(204, 'tasks', 'contacts', 203, 'task_to_contact'),
  type(191, 'companies', 'tasks', 192, 'company_to_task'),
  type(192, 'tasks', 'companies', 191, 'task_to_company'),
  type(201, 'contacts', 'notes', 202, 'contact_to_note'),
  type(202, 'notes', 'contacts', 201, 'note_to_contact'),
  type(189, 'companies', 'notes', 190, 'company_to_note'),
  type(190, 'notes', 'companies', 189, 'note_to_company'),
];

export const associationTypeById = (id: number): AssociationType | undefined =>
  ASSOCIATION_TYPES.find((each) => each.id === id);

export const defaultAssociationType = (
  from: ObjectTypeName,
  to: ObjectTypeName,
): AssociationType | undefined =>
  ASSOCIATION_TYPES.find((each) => each.from === from && each.to === to && !each.primary);

type Association = { from: StoredRecord; to: StoredRecord; type: AssociationType };

export type AssociationBook = {
  /** Makes both directions; once only. The first company of a contact becomes its primary one. */
  associate: (from: StoredRecord, to: StoredRecord, type: AssociationType) => AssociationType[];
  /** Removes everything between the two. */
  dissociate: (from: StoredRecord, to: StoredRecord) => void;
  of: (from: StoredRecord, to: ObjectTypeName) => Association[];
  /** Moves everything from a merged record to its survivor. */
  move: (loser: StoredRecord, survivor: StoredRecord) => void;
  /** Removes everything that leads to or from the record. */
  forget: (record: StoredRecord) => void;
  all: () => Association[];
};

export function createAssociationBook(): AssociationBook {
  const byRecord = new Map<StoredRecord, Association[]>();
  const of = (from: StoredRecord) => byRecord.get(from) ?? [];

  function addOne(from: StoredRecord, to: StoredRecord, type: AssociationType): void {
    const known = of(from).some((each) => each.to === to && each.type === type);
    if (!known) byRecord.set(from, [...of(from), { from, to, type }]);
  }

  function addBoth(from: StoredRecord, to: StoredRecord, type: AssociationType): void {
    addOne(from, to, type);
    const inverse = associationTypeById(type.inverse);
    if (inverse) addOne(to, from, inverse);
  }

  function associate(
    from: StoredRecord,
    to: StoredRecord,
    type: AssociationType,
  ): AssociationType[] {
    const made = [type];
    const contact = [from, to].find((each) => each.type === 'contacts');
    const company = [from, to].find((each) => each.type === 'companies');
    if (contact && company) {
      const hasPrimary = of(contact).some((each) => each.type.id === 1 && each.to !== company);
      const primary = associationTypeById(from === contact ? 1 : 2);
      if (!hasPrimary && primary && !type.primary) made.unshift(primary);
      // A primary company is an associated one as well.
      const unlabelled = defaultAssociationType(from.type, to.type);
      if (type.primary && unlabelled) made.push(unlabelled);
    }
    for (const each of made) addBoth(from, to, each);
    return made;
  }

  function dissociate(from: StoredRecord, to: StoredRecord): void {
    byRecord.set(
      from,
      of(from).filter((each) => each.to !== to),
    );
    byRecord.set(
      to,
      of(to).filter((each) => each.to !== from),
    );
  }

  return {
    associate,
    dissociate,
    of: (from, to) =>
      of(from).filter((each) => each.to.type === to && each.to.archivedAt === undefined),
    move: (loser, survivor) => {
      for (const each of of(loser)) {
        dissociate(loser, each.to);
        if (!each.type.primary) associate(survivor, each.to, each.type);
      }
    },
    forget: (record) => {
      for (const each of of(record)) dissociate(record, each.to);
      byRecord.delete(record);
    },
    all: () => [...byRecord.values()].flat(),
  };
}
