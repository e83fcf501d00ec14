import { z } from 'zod';

const LOCAL = /^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d)?$/;

/** Both as they are written. */
type Ends = { from: string; until: string };

const localTime = (expected: string) =>
  z
    .string()
    .regex(LOCAL, expected)
    .refine((text) => !LOCAL.test(text) || isRealDate(text), { error: 'there is no such day' });

/**
 * Out of office, in the member's own time zone. With days, `until` is the last day away; with
 * times (2026-08-03T13:00), the moment from which they are back.
 */
export const absenceSchema = z
  .strictObject({
    from: localTime('expected a date such as 2026-08-03, or a time such as 2026-08-03T13:00'),
    until: localTime('expected a date such as 2026-08-14, or a time such as 2026-08-14T13:00'),
    /** Shown wherever the absence is explained, so also in alerts. */
    note: z.string().max(200).optional(),
  })
  .refine((absence) => !isReal(absence) || absenceStart(absence) < absenceEnd(absence), {
    path: ['until'],
    error: ({ input }) =>
      hasTime((input as Ends).until)
        ? 'until is not after from; it is the time from which they are back'
        : 'until is before from; it is the last day away',
  });

export type Absence = z.infer<typeof absenceSchema>;

/** An absence that was said by command; `by` names who did. */
export type SaidAbsence = Absence & { said?: { at: number; by: string } };

/**
 * What was said by command rather than in team.yaml, by member: `leadline away` and the off
 * switch. Part of a decision's input, so that it can be decided again as it was.
 */
export type Absences = Record<string, { away: SaidAbsence[]; off?: { since: number; by: string } }>;

/** What the member's clock shows when it begins, as if it were UTC: milliseconds since 1970. */
export function absenceStart({ from }: Pick<Ends, 'from'>): number {
  return clockAt(from);
}

/** What the member's clock shows when they are back, likewise. */
export function absenceEnd({ until }: Pick<Ends, 'until'>): number {
  return hasTime(until) ? clockAt(until) : clockAt(until) + 24 * 3_600_000;
}

/** Its end as people write it: 2026-08-14, or 2026-08-14 13:00. */
export function absenceEndInWords({ until }: Pick<Ends, 'until'>): string {
  return until.replace('T', ' ');
}

export function hasTime(text: string): boolean {
  return text.includes('T');
}

function clockAt(text: string): number {
  return Date.parse(hasTime(text) ? `${text}:00Z` : `${text}T00:00:00Z`);
}

function isReal({ from, until }: Ends): boolean {
  return [from, until].every((text) => LOCAL.test(text) && isRealDate(text));
}

function isRealDate(text: string): boolean {
  const day = text.slice(0, 10);
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
