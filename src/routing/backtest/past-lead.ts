import type { Lead } from '../../lead/lead.ts';
import type { Absences } from '../absences.ts';
import type { Decision, Match } from '../decision.ts';
import type { RotationState } from '../rotation-state.ts';

/** A lead of the past with all that its decision was made from. One of these is a line of a file. */
export type PastLead = {
  lead: Lead;
  match: Match;
  /** Milliseconds since 1970. */
  decidedAt: number;
  /** The contact that it became. */
  contactId?: string;
  /** The lead of the same person that it joined. */
  joins?: string;
  /** As they were then. */
  absences?: Absences;
  rotation?: RotationState;
  /** What was really decided; a file made by hand may leave it out. */
  decided?: Pick<Decision, 'market' | 'marketTitle' | 'outcome' | 'owner'>;
};
