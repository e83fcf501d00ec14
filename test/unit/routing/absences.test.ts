import { describe, expect, it } from '@jest/globals';
import { absenceSchema } from '../../../src/routing/absences.ts';

const problem = (from: string, until: string) => {
  const [issue] = absenceSchema.safeParse({ from, until }).error?.issues ?? [];
  return issue && `${issue.path.join('.')}: ${issue.message}`;
};

describe('an absence', () => {
  it.each([
    ['2026-08-03', '2026-08-03'],
    ['2026-08-03T13:00', '2026-08-03'],
    ['2026-08-03', '2026-08-03T13:00'],
    ['2026-08-03T13:00', '2026-08-03T13:01'],
    ['2028-02-29', '9999-12-31'],
  ])('may last from %s until %s', (from, until) => {
    expect(problem(from, until)).toBeUndefined();
  });

  it.each([
    ['2026-08-14', '2026-08-03', 'until: until is before from; it is the last day away'],
    ['2026-08-03T13:00', '2026-08-03T13:00', 'until: until is not after from; it is the time'],
    ['2026-08-03T13:00', '2026-08-02', 'until: until is before from'],
    ['2026-02-30', '2026-03-01', 'from: there is no such day'],
    ['2026-08-03', '14.8.2026', 'until: expected a date such as 2026-08-14'],
    ['2026-08-03T24:00', '2026-08-04', 'from: expected a date such as 2026-08-03'],
  ])('cannot last from %s until %s', (from, until, message) => {
    expect(problem(from, until)).toContain(message);
  });
});
