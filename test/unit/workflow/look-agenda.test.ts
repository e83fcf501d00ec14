import { beforeEach, describe, expect, it } from '@jest/globals';
import { createLookAgenda, type LookAgenda } from '../../../src/workflow/look-agenda.ts';

const PATIENCE = 300_000;
const DAY = 24 * 3_600_000;

/** Leads in flight, by when they came in. */
let inFlight: { leadId: string; at: number }[];
let clock: number;
let agenda: LookAgenda;

function comeIn(leadId: string, at = clock): void {
  inFlight.push({ leadId, at });
}

beforeEach(() => {
  clock = 10 * DAY;
  inFlight = [];
  agenda = createLookAgenda({
    times: {
      within: async (list, { from, to, limit }) => {
        const listed = list === 'in_flight' || list === 'received' ? inFlight : [];
        const leads = listed
          .filter(({ at }) => at >= from && at <= to)
          .toSorted((one, other) => one.at - other.at);
        return { leads: leads.slice(0, limit), total: leads.length };
      },
    },
    lists: ['in_flight', 'dead'],
    now: () => clock,
    patienceMs: () => PATIENCE,
    forgetMs: DAY,
  });
});

describe('the agenda of looks at overdue leads', () => {
  it('has the oldest first, and no more than asked for', async () => {
    for (const each of [3, 1, 2]) comeIn(`lead-${each}`, clock + each);
    clock += PATIENCE + 3;
    expect(await agenda.due(2)).toEqual(['lead-1', 'lead-2']);
    agenda.done('lead-1');
    expect(await agenda.due(2)).toEqual(['lead-2', 'lead-3']);
  });

  it('keeps on it whoever was not dealt with', async () => {
    comeIn('lead-1');
    clock += PATIENCE;
    await agenda.due(10);
    expect(await agenda.due(10)).toEqual(['lead-1']);
  });

  it('has a lead again when it is time, and again when it enters a list anew', async () => {
    comeIn('lead-1');
    clock += PATIENCE;
    await agenda.due(10);
    agenda.later('lead-1', clock + 1_000);
    expect(await agenda.due(10)).toEqual([]);
    clock += 1_000;
    expect(await agenda.due(10)).toEqual(['lead-1']);
    agenda.done('lead-1');
    inFlight = [];
    comeIn('lead-1');
    expect(await agenda.due(10)).toEqual([]);
    clock += PATIENCE;
    expect(await agenda.due(10)).toEqual(['lead-1']);
  });

  it('takes as many of one moment as there are', async () => {
    const ids = Array.from({ length: 12_000 }, (_, each) => `lead-${each}`);
    for (const leadId of ids) comeIn(leadId);
    clock += PATIENCE;
    const found = await agenda.due(20_000);
    expect(found.toSorted()).toEqual(ids.toSorted());
    for (const leadId of found) agenda.done(leadId);
    expect(await agenda.due(20_000)).toEqual([]);
  });

  it('misses nobody whose writing was on its way while it was read', async () => {
    comeIn('lead-1');
    clock += PATIENCE;
    expect(await agenda.due(10)).toEqual(['lead-1']);
    agenda.done('lead-1');
    comeIn('lead-2', clock - PATIENCE);
    clock += 5_000;
    expect(await agenda.due(10)).toEqual(['lead-2']);
  });

  it('begins with those of the last day, and knows nobody older', async () => {
    comeIn('too-old', clock - DAY);
    comeIn('just-young-enough', clock - DAY + 1);
    expect(await agenda.due(10)).toEqual(['just-young-enough']);
    clock += 1;
    expect(await agenda.due(10)).toEqual([]);
  });
});
