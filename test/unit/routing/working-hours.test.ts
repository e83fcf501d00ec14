import { describe, expect, it } from '@jest/globals';
import { workingHoursSchema } from '../../../src/routing/working-hours.ts';

const FREE = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const hours = (from: number, until: number) => ({ from: from * 60, until: until * 60 });

function problem(written: object) {
  const [issue] = workingHoursSchema.safeParse(written).error?.issues ?? [];
  return issue && { path: issue.path, message: issue.message };
}

describe('working hours in team.yaml', () => {
  it('are blocks of weekdays; days that are not named are free', () => {
    expect(
      workingHoursSchema.parse({ 'mon-tue': ['13:00-17:30', '09:00 - 12:00'], fri: '08:00-24:00' }),
    ).toEqual({
      ...FREE,
      mon: [hours(9, 12), hours(13, 17.5)],
      tue: [hours(9, 12), hours(13, 17.5)],
      fri: [hours(8, 24)],
    });
  });

  it('may go over the weekend, and come together from several lines', () => {
    expect(workingHoursSchema.parse({ 'sat-mon': '10:00-12:00', sun: '14:00-16:00' })).toEqual({
      ...FREE,
      sat: [hours(10, 12)],
      sun: [hours(10, 12), hours(14, 16)],
      mon: [hours(10, 12)],
    });
  });

  it('may touch', () => {
    expect(problem({ mon: ['09:00-12:00', '12:00-17:00'] })).toBeUndefined();
  });

  it.each([
    [{ mon: ['09:00-12:00', '11:59-17:00'] }, ['mon'], 'the blocks of mon overlap'],
    [{ 'mon-fri': '09:00-17:00', fri: '14:00-15:00' }, ['mon-fri'], 'the blocks of fri overlap'],
    [{ mon: '17:00-09:00' }, ['mon'], 'a block over midnight is two'],
    [{ mon: '09:00-09:00' }, ['mon'], 'the end is not after the start'],
    [{ mon: ['9-17'] }, ['mon', 0], 'such as 09:00-17:30'],
    [{ monday: '09:00-17:00' }, ['monday'], 'Invalid key'],
    [{ mon: 9 }, ['mon'], 'such as 09:00-17:30'],
  ])('refuse %j', (written, path, message) => {
    const found = problem(written);
    expect(found?.path).toEqual(path);
    expect(found?.message).toContain(message);
  });
});
