import { z } from 'zod';

const LOCAL = /^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d)?$/;

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
  .refine(({ from, until }) => from.slice(0, 10) <= until.slice(0, 10), {
    path: ['until'],
    error: 'until is before from; it is the last day away',
  });

export type Absence = z.infer<typeof absenceSchema>;

/**
 * What was said by command rather than in team.yaml, by member: `leadline away` and the off
 * switch. Part of a decision's input, so that it can be decided again as it was.
 */
export type Absences = Record<string, { away: Absence[]; off?: { since: number; by: string } }>;

function isRealDate(text: string): boolean {
  const day = text.slice(0, 10);
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
