/** Public holidays, by the codes that team.yaml names them with: DE, DE-BY, US-CA. */

/** Of one local day, in minutes since its midnight: most go from 0 to 1,440. */
export type PublicHoliday = { name: string; from: number; until: number };

/** The holidays of a local day such as 2026-12-25; always the same answer for the same day. */
export type HolidayCalendar = (day: string) => readonly PublicHoliday[];

/**
 * The calendars of all codes that a configuration has named so far. A code means the same in every
 * configuration, so they can share them; settings fill it, since only they know which are needed.
 */
const calendars = new Map<string, HolidayCalendar>();

export function knowsHolidays(code: string): boolean {
  return calendars.has(code);
}

export function learnHolidays(code: string, calendar: HolidayCalendar): void {
  calendars.set(code, calendar);
}

/**
 * @param code country or region as in team.yaml
 * @param day local, such as 2026-12-25
 * @throws Error for a code that no loaded configuration named, which is a mistake of the caller
 */
export function holidaysOn(code: string, day: string): readonly PublicHoliday[] {
  const calendar = calendars.get(code);
  if (calendar === undefined) throw new Error(`the holidays of ${code} were never loaded`);
  return calendar(day);
}
