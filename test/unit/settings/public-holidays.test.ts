import { describe, expect, it } from '@jest/globals';
import { availability, nextOpening } from '../../../src/routing/availability.ts';
import { holidaysOn } from '../../../src/routing/holidays.ts';
import { aMember, moment, OFFICE_HOURS } from '../routing/member-fixture.ts';
import { loadCompany, problemsWith, replacing } from './small-company.ts';

const EMAIL = 'email: ada@example.com';
const withHolidays = (code: string) => ({
  'team.yaml': replacing(EMAIL, `${EMAIL}\n    holidays: ${code}`),
});

/** The holidays of a day, after a configuration named the code. */
function on(code: string, day: string) {
  expect(loadCompany(withHolidays(code)).ok).toBe(true);
  return holidaysOn(code, day);
}

const wholeDay = (name: string) => [{ name, from: 0, until: 1_440 }];

describe('public holidays', () => {
  it('are those of the country, and of the part of it that is named', () => {
    expect(on('DE', '2026-10-03')).toEqual(wholeDay('Tag der Deutschen Einheit'));
    expect(on('DE', '2026-01-06')).toEqual([]);
    expect(on('DE-BY', '2026-01-06')).toEqual(wholeDay('Heilige Drei Könige'));
    expect(on('DE-BY-KATH', '2026-08-15')).toEqual(wholeDay('Mariä Himmelfahrt'));
  });

  it('are also the days off that stand in for one on a weekend', () => {
    expect(on('GB-ENG', '2026-12-28')).toEqual(wholeDay('Boxing Day (substitute day)'));
    expect(on('US-CA', '2027-12-31')).toHaveLength(1);
  });

  it('that begin at sunset are taken for the day that follows', () => {
    expect(on('IL', '2026-09-20')).toEqual([]);
    expect(on('IL', '2026-09-21')).toEqual(wholeDay('יום כיפור'));
  });

  it('may last several days, or begin at noon', () => {
    expect(on('KR', '2026-02-17')).toEqual(on('KR', '2026-02-19'));
    expect(on('CW', '2026-12-31')).toEqual([{ name: 'Oudejaarsavond', from: 720, until: 1_440 }]);
  });

  it('are not mixed up with days that are only observed', () => {
    expect(on('GB-ENG', '2026-03-15')).toEqual([]);
  });

  it('of a code that no configuration named are a mistake', () => {
    expect(() => holidaysOn('NO', '2026-05-17')).toThrow('NO');
  });

  it.each([
    ['UK', /^team\.yaml:5:15 {2}"UK" is no country .* did you mean GB\?/],
    ['DE-BX', /"DE-BX" is no part of DE .* There are DE-BB, .* or write DE /],
    ['US-NYC', /did you mean US-NY\?/],
    ['DE-by', /did you mean DE-BY\?/],
    ['DE-BY-KAT', /did you mean DE-BY-KATH\?/],
    ['DE-HH-A', /no parts of DE-HH with holidays of their own are known; write DE-HH/],
    ['Germany', /expected a country such as DE/],
  ])('of %s are refused, with the name that was perhaps meant', (code, message) => {
    expect(problemsWith(withHolidays(code))).toEqual([expect.stringMatching(message)]);
  });
});

describe('a member with public holidays', () => {
  it('has them off, by the local day', () => {
    on('DE-BY', '2026-01-01');
    const member = aMember({ ...OFFICE_HOURS, holidays: 'DE-BY' });
    expect(availability(member, undefined, moment('2026-01-06T10:00+01:00'))).toEqual({
      available: false,
      because: 'has a public holiday (Heilige Drei Könige)',
      until: moment('2026-01-06T12:00+01:00'),
    });
    expect(availability(member, undefined, moment('2026-01-05T23:59+01:00')).because).toBe(
      'is outside working hours until Wed 7 Jan 09:00 (Europe/Berlin)',
    );
    expect(nextOpening(member, undefined, moment('2026-01-05T18:00+01:00'))).toBe(
      moment('2026-01-07T09:00+01:00'),
    );
  });

  it('needs no working hours for it', () => {
    on('CW', '2026-12-31');
    const member = aMember({ timeZone: 'America/Curacao', holidays: 'CW' });
    const at = (iso: string) => availability(member, undefined, moment(iso)).available;
    expect(at('2026-12-31T11:59-04:00')).toBe(true);
    expect(at('2026-12-31T12:00-04:00')).toBe(false);
    expect(nextOpening(member, undefined, moment('2026-12-31T12:00-04:00'))).toBe(
      moment('2027-01-02T00:00-04:00'),
    );
  });
});
