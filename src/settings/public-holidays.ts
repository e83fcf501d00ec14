import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import {
  type HolidayCalendar,
  knowsHolidays,
  learnHolidays,
  type PublicHoliday,
} from '../routing/holidays.ts';
import type { Team } from '../routing/team.ts';
import type { CrossProblem } from './cross-checks.ts';
import { nearestName } from './nearest-name.ts';

/**
 * Makes the public holidays known that a team names, and says which of them do not exist. The
 * package with the holidays of the world is large, so it is loaded by the first team that names
 * any, and by no other.
 */
export function holidayProblems(team: Team): CrossProblem[] {
  return Object.entries(team.members).flatMap(([key, { holidays: code }]) => {
    const message = code === undefined || knowsHolidays(code) ? undefined : learnCode(code);
    return message === undefined
      ? []
      : [{ file: 'team' as const, path: ['members', key, 'holidays'], message }];
  });
}

type HolidaysOfTheWorld = typeof Holidays;

let kept: WeakRef<HolidaysOfTheWorld> | undefined;

/**
 * The package is asked for a year of a country, and then not again until another year or country
 * comes up. So it is held weakly: uses that follow one another share it, and an idle process gets
 * its 8 MB back. Settings are read in one go, without waiting; `import()` would make all of it wait.
 */
function holidaysOfTheWorld(): HolidaysOfTheWorld {
  const known = kept?.deref();
  if (known) return known;
  const load = createRequire(import.meta.url);
  const before = new Set(Object.keys(load.cache));
  const loaded = load('date-holidays') as HolidaysOfTheWorld;
  const brought = Object.keys(load.cache).filter((file) => !before.has(file));
  for (const file of brought) delete load.cache[file];
  kept = new WeakRef(loaded);
  return loaded;
}

/** Answers what is wrong with the code; undefined once its holidays are known. */
function learnCode(code: string): string | undefined {
  const OfWorld = holidaysOfTheWorld();
  const wrong = unknownPart(new OfWorld(), code);
  if (wrong !== undefined) return wrong;
  const [country = '', state = '', region = ''] = code.split('-');
  // In UTC its times are those of the local clock, wherever the member is.
  const options = { types: ['public' as const], timezone: 'UTC' };
  const inYear = (year: number) => {
    const OfCountry = holidaysOfTheWorld();
    return daysOfYear(new OfCountry(country, state, region, options), year);
  };
  learnHolidays(code, calendarOf(inYear));
  return undefined;
}

/** The package takes what it does not know for the country as a whole, so it is asked before. */
function unknownPart(world: Holidays, code: string): string | undefined {
  const [country = '', state, region] = code.split('-');
  const countries = Object.keys(world.getCountries());
  if (!countries.includes(country)) {
    const meant = USUAL_MISTAKES[country] ?? nearestName(country, countries);
    const advice = meant === undefined ? '' : `; did you mean ${meant}?`;
    return `"${country}" is no country whose holidays are known${advice}`;
  }
  if (state === undefined) return undefined;
  const states = Object.keys(world.getStates(country) ?? {});
  if (!states.includes(state)) return noSuchPart(code, country, states);
  if (region === undefined) return undefined;
  const regions = Object.keys(world.getRegions(country, state) ?? {});
  return regions.includes(region) ? undefined : noSuchPart(code, `${country}-${state}`, regions);
}

/** ISO 3166 has other letters for them than everybody expects. */
const USUAL_MISTAKES: Record<string, string> = { UK: 'GB', EL: 'GR' };

function noSuchPart(code: string, whole: string, parts: string[]): string {
  if (parts.length === 0)
    return `no parts of ${whole} with holidays of their own are known; write ${whole}`;
  const known = parts.map((part) => `${whole}-${part}`);
  const meant = nearestName(code, known);
  const advice = meant === undefined ? '' : `did you mean ${meant}? `;
  return `"${code}" is no part of ${whole} that is known; ${advice}There are ${known.join(', ')}, or write ${whole} for the holidays that all of it has`;
}

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
const YEARS_KEPT = 50;

type DaysOfYear = Map<string, PublicHoliday[]>;

function calendarOf(inYear: (year: number) => DaysOfYear): HolidayCalendar {
  const years = new Map<number, DaysOfYear>();
  return (day) => {
    const year = Number(day.slice(0, 4));
    const known = years.get(year) ?? inYear(year);
    if (years.size >= YEARS_KEPT) years.clear();
    years.set(year, known);
    return known.get(day) ?? NONE;
  };
}

const NONE: readonly PublicHoliday[] = [];

/** With what comes over from the years beside it: a long feast, or a day off instead. */
function daysOfYear(holidays: Holidays, year: number): DaysOfYear {
  const days: DaysOfYear = new Map();
  for (const each of [year - 1, year, year + 1]) {
    for (const holiday of holidays.getHolidays(each)) addDays(days, holiday);
  }
  return days;
}

/**
 * Where a feast begins at the sunset before, its `date` is the day that offices are closed on, and
 * `start` the evening before; of all others they are the same.
 */
function addDays(days: DaysOfYear, holiday: ReturnType<Holidays['getHolidays']>[number]): void {
  const { name, date, start, end } = holiday;
  const from = Date.parse(`${date.slice(0, 10)}T${date.slice(11, 19)}Z`);
  const until = from + (end.getTime() - start.getTime());
  for (let midnight = Math.floor(from / DAY_MS) * DAY_MS; midnight < until; midnight += DAY_MS) {
    const day = new Date(midnight).toISOString().slice(0, 10);
    const part = {
      name,
      from: Math.max(0, (from - midnight) / MINUTE_MS),
      until: Math.min(1_440, (until - midnight) / MINUTE_MS),
    };
    const before = days.get(day) ?? [];
    const twice = before.some((one) => one.name === name && one.from === part.from);
    if (!twice) days.set(day, [...before, part]);
  }
}
