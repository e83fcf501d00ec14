import { describe, expect, it } from '@jest/globals';
import {
  sayAway,
  sayBack,
  sayOff,
  sayOn,
  whenIsAbsence,
} from '../../../src/routing/said-absences.ts';
import { aMember, moment } from './member-fixture.ts';

const over = { from: '2026-06-01', until: '2026-06-05' };
const running = { from: '2026-06-28', until: '2026-07-03' };
const planned = { from: '2026-08-03', until: '2026-08-14' };
const NOW = moment('2026-07-01T12:00Z');
const ada = aMember({});
const said = { away: [over, running, planned] };

describe('what is said of a member', () => {
  it('is over, holds now or is to come by their own clock', () => {
    const when = (timeZone: string, iso: string) =>
      whenIsAbsence(running, { timeZone }, moment(iso));
    expect(when('Pacific/Auckland', '2026-07-03T11:59Z')).toBe('now');
    expect(when('Pacific/Auckland', '2026-07-03T12:00Z')).toBe('over');
    expect(when('Pacific/Honolulu', '2026-06-28T09:59Z')).toBe('planned');
    expect(when('Pacific/Honolulu', '2026-06-28T10:00Z')).toBe('now');
  });

  it('grows by one absence, and loses those that are over', () => {
    const one = { from: '2026-09-01', until: '2026-09-01' };
    expect(sayAway(said, one, ada, NOW)).toEqual({ away: [running, planned, one] });
  });

  it('has the same days once, with the note that was given last', () => {
    const again = { ...planned, note: 'sailing' };
    expect(sayAway(said, again, ada, NOW)).toEqual({ away: [running, again] });
  });

  it('is without the absence that holds now once they are back', () => {
    expect(sayBack(said, ada, NOW, { planned: false })).toEqual({
      said: { away: [planned] },
      ended: [running],
    });
    expect(sayBack(said, ada, NOW, { planned: true })).toEqual({
      said: { away: [] },
      ended: [running, planned],
    });
  });

  it('keeps who switched them off first, until they are switched on', () => {
    const off = sayOff(said, 'ops', 1_000);
    expect(off).toEqual({ ...said, off: { since: 1_000, by: 'ops' } });
    expect(sayOff(off, 'dora', 2_000)).toEqual(off);
    expect(sayOn(off)).toEqual(said);
  });
});
