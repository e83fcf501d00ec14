import { LIFECYCLE_STAGES } from './default-properties.ts';

const ORDER = Object.keys(LIFECYCLE_STAGES);

/**
 * Through the API a lifecycle stage only moves forward. To go back it has to be cleared first, in a
 * request of its own; a backward set is ignored without a word.
 */
export function lifecycleMayMove(from: string | undefined, to: string): boolean {
  if (!from || to === '') return true;
  return ORDER.indexOf(to) >= ORDER.indexOf(from);
}
