import { z } from 'zod';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** Minutes since local midnight; `until` is exclusive, at most 1,440. */
export type Block = { from: number; until: number };

/** The blocks of each weekday, in order, none overlapping. */
export type WorkingHours = Record<Weekday, Block[]>;

const BLOCK = /^([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
const DAYS = /^(mon|tue|wed|thu|fri|sat|sun)(?:-(mon|tue|wed|thu|fri|sat|sun))?$/;

const block = z
  .string()
  .regex(BLOCK, 'expected a block of hours such as 09:00-17:30 (24 hours, in local time)')
  .refine((text) => !BLOCK.test(text) || minutesOf(text).from < minutesOf(text).until, {
    error: 'the end is not after the start; a block over midnight is two, one on each day',
  });

/**
 * `workingHours: { mon-thu: [09:00-12:00, 13:00-17:30], fri: 09:00-14:00 }`. Days that are not
 * named are free.
 */
export const workingHoursSchema = z
  .record(
    z.string().regex(DAYS, 'expected a weekday such as mon, or a range such as mon-fri'),
    z.union([block, z.array(block).max(12)], {
      error: 'expected a block such as 09:00-17:30, or a list of them',
    }),
  )
  .superRefine((days, context) => {
    for (const { path, message } of overlaps(days)) {
      context.addIssue({ code: 'custom', path: [path], message });
    }
  })
  .transform(toWorkingHours);

function toWorkingHours(days: Record<string, string | string[]>): WorkingHours {
  const hours = Object.fromEntries(WEEKDAYS.map((day) => [day, []])) as unknown as WorkingHours;
  for (const [names, blocks] of Object.entries(days)) {
    for (const day of daysIn(names)) {
      hours[day] = [...hours[day], ...[blocks].flat().map(minutesOf)].toSorted(
        (one, other) => one.from - other.from,
      );
    }
  }
  return hours;
}

function overlaps(days: Record<string, string | string[]>): { path: string; message: string }[] {
  if (!Object.keys(days).every((names) => DAYS.test(names))) return [];
  if (![...Object.values(days)].flat().every((text) => BLOCK.test(text))) return [];
  const hours = toWorkingHours(days);
  return Object.keys(days).flatMap((names) => {
    const day = daysIn(names).find((one) =>
      hours[one].some((each, index) => (hours[one][index + 1]?.from ?? Infinity) < each.until),
    );
    const message = `the blocks of ${day} overlap; give each hour of a day once`;
    return day === undefined ? [] : [{ path: names, message }];
  });
}

/** `fri-mon` goes over the weekend. */
function daysIn(names: string): Weekday[] {
  const [, first, last = first] = DAYS.exec(names) ?? [];
  const start = WEEKDAYS.findIndex((day) => day === first);
  const end = WEEKDAYS.findIndex((day) => day === last);
  const count = ((end - start + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => WEEKDAYS[(start + index) % 7] ?? 'mon');
}

function minutesOf(text: string): Block {
  const [, fromHour, fromMinute, untilHour, untilMinute] = BLOCK.exec(text) ?? [];
  return {
    from: Number(fromHour) * 60 + Number(fromMinute),
    until: untilHour === undefined ? 1_440 : Number(untilHour) * 60 + Number(untilMinute),
  };
}
