import type { LeadNote } from './lead.ts';

/** A note before it is known which field it belongs to. */
export type Remark = Omit<LeadNote, 'field'>;

/** A value, and what a person should know about how it was read. */
export type Reading<T> = { value?: T; remarks: Remark[] };
