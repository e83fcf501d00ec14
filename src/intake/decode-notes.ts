import type { LeadNote } from '../lead/lead.ts';

/** What decoding repaired or left out. Values are never quoted: notes are shown to people. */
export type DecodeNotes = {
  add: (field: string, code: string, says: string) => void;
  addAll: (notes: readonly LeadNote[]) => void;
  all: () => LeadNote[];
};

/** A hostile body can break one rule ten thousand times; its lead needs no ten thousand notes. */
const NOTES_MAX = 50;
const FIELD_NAME_LENGTH_MAX = 200;

/** Collects each (field, code) once, and no more than 50 in all. */
export function createDecodeNotes(): DecodeNotes {
  const notes = new Map<string, LeadNote>();
  const add = (field: string, code: string, says: string): void => {
    const key = `${code} ${field}`;
    if (notes.has(key) || notes.size > NOTES_MAX) return;
    if (notes.size === NOTES_MAX) {
      const left = `More than ${NOTES_MAX} remarks; the rest were left out.`;
      notes.set('more', { field: '', code: 'more_notes', says: left });
      return;
    }
    notes.set(key, { field: field.slice(0, FIELD_NAME_LENGTH_MAX), code, says });
  };
  return {
    add,
    addAll: (more) => {
      for (const { field, code, says } of more) add(field, code, says);
    },
    all: () => [...notes.values()],
  };
}
