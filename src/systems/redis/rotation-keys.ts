import { type Keys, keysFor } from './keys.ts';

/** Where one rotation is kept, and by which fields of a lead's record. */
export type RotationKeys = Pick<
  Keys,
  'rotation' | 'standings' | 'company' | 'openLeads' | 'openHolders' | 'absences' | 'lead'
> & { decided: string; taken: string };

/**
 * @param name of another rotation beside the live one, for the same leads, members and absences;
 *   none of them takes a turn of another
 */
export function rotationKeys(prefix: string, name?: string): RotationKeys {
  const shared = keysFor(prefix);
  if (name === undefined) return { ...shared, decided: 'decided', taken: 'taken' };
  return {
    ...keysFor(`${prefix}:${name}`),
    ...{ absences: shared.absences, lead: shared.lead },
    ...{ decided: `decided:${name}`, taken: `taken:${name}` },
  };
}
