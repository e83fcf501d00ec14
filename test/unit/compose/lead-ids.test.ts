import { describe, expect, it } from '@jest/globals';
import { validate, version } from 'uuid';
import { createLeadIds } from '../../../src/compose/lead-ids.ts';

describe('The ids of leads', () => {
  it('are UUIDs of version 7 that tell the time, and no two are alike', () => {
    const newLeadId = createLeadIds(() => 1_790_000_000_000);
    const ids = Array.from({ length: 2_000 }, newLeadId);
    expect(new Set(ids).size).toBe(2_000);
    for (const id of ids) {
      expect(validate(id) && version(id) === 7).toBe(true);
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(1_790_000_000_000);
    }
  });

  it('grow, also within a millisecond and when the clock is set back', () => {
    const times = [5_000, 5_000, 5_001, 4_000, 4_000, 6_000];
    let asked = 0;
    const newLeadId = createLeadIds(() => times[asked++] ?? 0);
    const ids = times.map(() => newLeadId());
    expect(ids).toEqual(ids.toSorted());
  });
});
