import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { driftAlarm, driftOf } from '../../../src/monitoring/drifted-fields.ts';
import type { SourceFields } from '../../../src/workflow/watch-ports.ts';

/** As a store keeps them, from the oldest submission to the newest. */
function kept(submissions: string[][]): SourceFields {
  const firstSeen = new Map<string, number>();
  for (const [at, keys] of submissions.entries()) {
    for (const key of keys) if (!firstSeen.has(key)) firstSeen.set(key, at + 1);
  }
  const recent = submissions.toReversed().slice(0, 60);
  return { source: 'webinar', total: submissions.length, recent, firstSeen };
}

const times = (count: number, ...keys: string[]) => Array.from({ length: count }, () => keys);

describe('the fields of a source', () => {
  it('are missed when they were nearly always there and are in none of the last ten', () => {
    const fields = kept([
      ...times(45, 'email', 'phone'),
      ...times(5, 'email'),
      ...times(10, 'email'),
    ]);
    expect(driftOf(fields)).toEqual({ vanished: ['phone'], came: [] });
    expect(driftAlarm(fields)?.says).toBe(
      'the fields of source webinar have changed: "phone" no longer comes',
    );
  });

  it('are not missed when they were optional', () => {
    const fields = kept([
      ...times(44, 'email', 'phone'),
      ...times(6, 'email'),
      ...times(10, 'email'),
    ]);
    expect(driftAlarm(fields)).toBeUndefined();
  });

  it('are not missed when one of the last ten had them', () => {
    const fields = kept([...times(55, 'email', 'phone'), ...times(9, 'email'), ['email', 'phone']]);
    expect(driftAlarm(fields)).toBeUndefined();
  });

  it('are new when three of the last ten have what none had before', () => {
    const before = times(57, 'email');
    expect(driftOf(kept([...before, ...times(3, 'email', 'budget')]))?.came).toEqual(['budget']);
    expect(driftOf(kept([...before, ...times(2, 'email', 'budget'), ['email']]))?.came).toEqual([]);
  });

  it('are not new when they come back', () => {
    const fields = kept([
      ['email', 'budget'],
      ...times(60, 'email'),
      ...times(5, 'email', 'budget'),
    ]);
    expect(driftOf(fields)?.came).toEqual([]);
  });

  it('tell both at once when a field was renamed', () => {
    const fields = kept([...times(50, 'email', 'phone'), ...times(10, 'email', 'telephone')]);
    expect(driftAlarm(fields)).toMatchObject({
      cause: 'fields:webinar',
      says: 'the fields of source webinar have changed: "phone" no longer comes; "telephone" is new',
      count: 2,
    });
  });

  it('are judged from sixty submissions on', () => {
    expect(driftOf(kept([...times(49, 'email', 'phone'), ...times(10, 'email')]))).toBeUndefined();
  });

  it('never drift while every submission has the same', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string()),
        fc.integer({ min: 60, max: 200 }),
        (keys, count) => driftAlarm(kept(times(count, ...keys))) === undefined,
      ),
    );
  });
});
