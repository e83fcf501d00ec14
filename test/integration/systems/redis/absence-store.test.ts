import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAbsenceStore } from '../../../../src/systems/redis/absence-store.ts';
import { keysFor } from '../../../../src/systems/redis/keys.ts';
import type { AbsenceChange, AbsenceStore } from '../../../../src/workflow/absence-store.ts';
import { type RedisSetting, startRedisSetting } from '../../../support/redis-setting.ts';

let setting: RedisSetting;
let prefix: string;
let absences: AbsenceStore;
beforeAll(async () => {
  setting = await startRedisSetting();
});
beforeEach(() => {
  prefix = setting.fresh().prefix;
  absences = createAbsenceStore(setting.redis, prefix);
});
afterAll(() => setting.stop());

const change = (says: string): AbsenceChange => ({ at: 1_000, member: 'ada', by: 'ops', says });
const july = { from: '2026-07-01', until: '2026-07-02' };

describe('what is said of members by command', () => {
  it('is nothing at first', async () => {
    expect(await absences.all()).toEqual({});
    expect(await absences.changes(10)).toEqual([]);
  });

  it('is kept by member, with who said it', async () => {
    await absences.change('ada', (said) => {
      expect(said).toEqual({ away: [] });
      return { said: { away: [july] }, change: change('is away') };
    });
    await absences.change('ada', (said) => ({
      said: { ...said, off: { since: 1_000, by: 'ops' } },
      change: change('is off'),
    }));
    expect(await absences.all()).toEqual({
      ada: { away: [july], off: { since: 1_000, by: 'ops' } },
    });
    expect(await absences.changes(10)).toEqual([change('is off'), change('is away')]);
    expect(await absences.changes(1)).toEqual([change('is off')]);
  });

  it('leaves nothing behind once nothing is said of them', async () => {
    await absences.change('ada', () => ({ said: { away: [july] }, change: change('is away') }));
    await absences.change('ada', () => ({ said: { away: [] }, change: change('is back') }));
    expect(await setting.redis.exists(keysFor(prefix).absences)).toBe(0);
    expect(await absences.changes(10)).toHaveLength(2);
  });

  it('is not written where nothing changes', async () => {
    await absences.change('ada', () => ({ said: { away: [july] } }));
    expect(await absences.all()).toEqual({});
    expect(await absences.changes(10)).toEqual([]);
  });

  it('loses nothing that many say at once', async () => {
    const days = Array.from({ length: 20 }, (_, index) => `2026-07-${10 + index}`);
    await Promise.all(
      days.map((day) =>
        absences.change('ada', (said) => ({
          said: { away: [...said.away, { from: day, until: day }] },
          change: change(day),
        })),
      ),
    );
    const { ada } = await absences.all();
    expect(ada?.away.map(({ from }) => from).toSorted()).toEqual(days);
    expect(await absences.changes(100)).toHaveLength(20);
  });
});
