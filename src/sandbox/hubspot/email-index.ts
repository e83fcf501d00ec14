import type { StoredRecord } from './stored-record.ts';

/** Whose address it is. One address belongs to one contact, first or further. */
export type EmailIndex = {
  note: (record: StoredRecord) => void;
  forget: (record: StoredRecord) => void;
  holderOf: (email: string) => StoredRecord | undefined;
};

export function createEmailIndex(): EmailIndex {
  const holders = new Map<string, StoredRecord>();
  const held = new Map<StoredRecord, string[]>();

  function forget(record: StoredRecord): void {
    for (const email of held.get(record) ?? []) holders.delete(email);
    held.delete(record);
  }

  return {
    note: (record) => {
      if (record.type !== 'contacts') return;
      forget(record);
      if (record.archivedAt !== undefined) return;
      const emails = allEmails(record);
      for (const email of emails) holders.set(email, record);
      held.set(record, emails);
    },
    forget,
    holderOf: (email) => holders.get(email.trim().toLowerCase()),
  };
}

/** A contact's address and its further ones. */
export function allEmails(record: StoredRecord): string[] {
  const first = record.properties['email'];
  return first ? [first, ...record.secondaryEmails] : [...record.secondaryEmails];
}
