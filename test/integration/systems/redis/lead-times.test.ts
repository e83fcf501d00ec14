import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLeadTimes } from '../../../../src/systems/redis/lead-times.ts';
import type { LeadTimes } from '../../../../src/workflow/look-agenda.ts';
import {
  anEntry,
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../../../support/redis-setting.ts';

describe("the ledger's lists by time", () => {
  let setting: RedisSetting;
  let book: Bookkeeping;
  let times: LeadTimes;
  beforeAll(async () => {
    setting = await startRedisSetting();
  });
  beforeEach(async () => {
    book = setting.fresh();
    times = createLeadTimes(setting.redis, book.prefix);
    for (const at of [1_000, 2_000, 3_000, 4_000]) {
      await book.ledger.accept(anEntry(`lead-${at}`, { receivedAt: at }));
    }
  });
  afterAll(() => setting.stop());

  it('are read from one time to another, both among them, the oldest first', async () => {
    expect(await times.within('in_flight', { from: 2_000, to: 3_000, limit: 10 })).toEqual({
      leads: [
        { leadId: 'lead-2000', at: 2_000 },
        { leadId: 'lead-3000', at: 3_000 },
      ],
      total: 2,
    });
    expect(await times.within('dead', { from: 0, to: 9_000, limit: 10 })).toEqual({
      leads: [],
      total: 0,
    });
  });

  it('are read as far as asked for, and counted in full', async () => {
    expect(await times.within('received', { from: 0, to: 9_000, limit: 1 })).toEqual({
      leads: [{ leadId: 'lead-1000', at: 1_000 }],
      total: 4,
    });
    expect(await times.within('received', { from: 2_001, to: 9_000, limit: 0 })).toEqual({
      leads: [],
      total: 2,
    });
  });

  it('hold the leads that wait for their people at the time that they wait for', async () => {
    await book.ledger.hold('lead-1000', 8_000, 'everybody is away', 1_500);
    expect((await times.within('held', { from: 0, to: 7_999, limit: 10 })).leads).toEqual([]);
    expect((await times.within('held', { from: 0, to: 8_000, limit: 10 })).leads).toEqual([
      { leadId: 'lead-1000', at: 8_000 },
    ]);
  });
});
