import type { Absences } from '../routing/absences.ts';

/** What was said of a member: away until …, back, switched off or on. */
export type AbsenceChange = {
  /** Milliseconds since 1970. */
  at: number;
  member: string;
  by: string;
  /** Goes on from the name: "was said to be away from 2026-08-03 until 2026-08-14". */
  says: string;
};

/** Keeps what is said of members by command; every decision reads it. */
export type AbsenceStore = {
  all: () => Promise<Absences>;
  /**
   * Replaces what is said of one member, and writes down the change, as one. `decide` gets what is
   * said so far, and is asked again when somebody else said something meanwhile; where it answers
   * no change, nothing is written.
   */
  change: (
    member: string,
    decide: (said: Absences[string]) => { said: Absences[string]; change?: AbsenceChange },
  ) => Promise<void>;
  /** Newest first. */
  changes: (limit: number) => Promise<AbsenceChange[]>;
};
