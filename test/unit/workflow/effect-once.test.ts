import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createEffects,
  type Effect,
  type MadeEffects,
  writeEffects,
} from '../../../src/workflow/effect-once.ts';
import type { EffectRecord } from '../../../src/workflow/ledger.ts';
import { SystemFailure, type SystemFailureDetails } from '../../../src/workflow/system-failure.ts';

type Ended = SystemFailureDetails['when'];

function failed(when: Ended): SystemFailure {
  return new SystemFailure({ system: 'hubspot', kind: 'unavailable', when, words: 'it broke' });
}

/** A ledger of one effect, and an outside system that keeps what it is sent. */
function world() {
  const order: string[] = [];
  const kept: Record<string, EffectRecord> = {};
  let clock = 1_000;
  const ledger = {
    attemptEffect: async (_: string, effect: string, at: number) => {
      kept[effect] = { state: 'attempted', at };
      order.push('attempted');
    },
    recordEffect: async (_: string, effect: string, value: unknown, at: number) => {
      kept[effect] = { state: 'made', at, value };
      order.push('recorded');
    },
    forgetAttempt: async (_: string, effect: string) => {
      delete kept[effect];
      order.push('forgotten');
    },
  };
  const now = () => (clock += 10);
  /** As after a restart: only what the ledger kept is known. */
  const run = (effect: Effect<string>) =>
    createEffects({ leadId: 'lead-1', recorded: structuredClone(kept), ledger, now }).once(effect);
  return { order, kept, ledger, run };
}

describe('an effect that must be made once', () => {
  let setting: ReturnType<typeof world>;
  let repeats: boolean[];
  beforeEach(() => {
    setting = world();
    repeats = [];
  });

  function task(ends: 'made' | Ended, settle: Effect<string>['settle'] = async () => undefined) {
    return setting.run({
      name: 'task',
      make: async (repeated) => {
        repeats.push(repeated);
        setting.order.push('called');
        if (ends !== 'made') throw failed(ends);
        return 'task-1';
      },
      settle,
    });
  }

  it('is written down before the call and after it', async () => {
    expect(await task('made')).toBe('task-1');
    expect(setting.order).toEqual(['attempted', 'called', 'recorded']);
  });

  it('may wait to be written with the end of its step, but not beyond the next attempt', async () => {
    const { order, ledger } = setting;
    const unwritten: MadeEffects = new Map();
    const effects = createEffects({
      ...{ leadId: 'lead-1', recorded: {}, ledger, now: () => 1_000, unwritten },
    });
    const effect = (name: string) => ({
      name,
      make: async () => `${name}-1`,
      settle: async () => undefined,
    });
    await effects.once(effect('contact'));
    expect([...unwritten.keys()]).toEqual(['contact']);
    expect(order).toEqual(['attempted']);

    await effects.once(effect('task'));
    expect(order).toEqual(['attempted', 'recorded', 'attempted']);
    expect([...unwritten]).toEqual([['task', { state: 'made', at: 1_000, value: 'task-1' }]]);
    await writeEffects(ledger, 'lead-1', unwritten);
    expect(setting.kept['task']).toEqual({ state: 'made', at: 1_000, value: 'task-1' });
    expect(unwritten.size).toBe(0);
  });

  it('is answered from the ledger once it was made', async () => {
    await task('made');
    expect(await task('made')).toBe('task-1');
    expect(setting.order.filter((each) => each === 'called')).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)(
    'needs no look outside when the call surely did nothing (%s)',
    async (when) => {
      await expect(task(when)).rejects.toThrow('it broke');
      expect(setting.kept).toEqual({});
      await task('made', () => {
        throw new Error('looked in the outside system without need');
      });
      expect(repeats).toEqual([false, false]);
    },
  );

  it('is looked for in the outside system when nobody knows whether the call arrived', async () => {
    await expect(task('during')).rejects.toThrow('it broke');
    expect(await task('made', async () => 'found-1')).toBe('found-1');
    expect(setting.order).toEqual(['attempted', 'called', 'recorded']);
    expect(setting.kept['task']).toMatchObject({ state: 'made', value: 'found-1' });
  });

  it('is made again, and knows that it is a repetition, when it is not found outside', async () => {
    await expect(task('during')).rejects.toThrow('it broke');
    await task('made');
    expect(repeats).toEqual([false, true]);
  });

  it('looks from the time of the first attempt on, however many there were', async () => {
    const from: number[] = [];
    const settle = async (attemptedAt: number) => {
      from.push(attemptedAt);
      return undefined;
    };
    await expect(task('during', settle)).rejects.toThrow('it broke');
    await expect(task('during', settle)).rejects.toThrow('it broke');
    await task('made', settle);
    expect(from).toHaveLength(2);
    expect(new Set(from).size).toBe(1);
  });

  it('stays unknown when a later attempt surely did nothing', async () => {
    await expect(task('during')).rejects.toThrow('it broke');
    await expect(task('after')).rejects.toThrow('it broke');
    expect(setting.kept['task']).toMatchObject({ state: 'attempted' });
  });

  it('stays unknown when the call ended in a defect of ours', async () => {
    const broken = setting.run({
      name: 'task',
      make: () => Promise.reject(new TypeError('a defect')),
      settle: async () => undefined,
    });
    await expect(broken).rejects.toThrow('a defect');
    expect(setting.kept['task']).toMatchObject({ state: 'attempted' });
  });
});

/** What can happen to one attempt, and whether the outside system then has the effect. */
const attemptEnds = fc.constantFrom(
  'answered',
  'never left',
  'refused',
  'lost request',
  'lost answer',
  'died before the call',
  'died after the call',
);

class Killed extends Error {}

describe('any row of failures and crashes', () => {
  it('makes the effect exactly once, where the outside system can be asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(attemptEnds, { maxLength: 8 }), async (ends) => {
        const { outside, attempt } = outsideSystem({ canBeAsked: true });
        for (const end of [...ends, 'answered']) await attempt(end);
        expect(outside.made).toBe(1);
      }),
    );
  });

  it('makes it at most once, where the outside system can not be asked and is not repeated to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(attemptEnds, { maxLength: 8 }), async (ends) => {
        const { outside, attempt } = outsideSystem({ canBeAsked: false });
        for (const end of [...ends, 'answered']) await attempt(end);
        expect(outside.made).toBeLessThanOrEqual(1);
      }),
    );
  });
});

function outsideSystem({ canBeAsked }: { canBeAsked: boolean }) {
  const outside = { made: 0 };
  const { run } = world();

  async function make(end: string): Promise<string> {
    if (end === 'never left') throw failed('before');
    if (end === 'refused') throw failed('after');
    if (end === 'died before the call') throw new Killed();
    if (end === 'lost request') throw failed('during');
    outside.made += 1;
    if (end === 'lost answer') throw failed('during');
    if (end === 'died after the call') throw new Killed();
    return 'made';
  }

  async function settle(): Promise<string | undefined> {
    if (!canBeAsked) return 'assumed';
    return outside.made > 0 ? 'found' : undefined;
  }

  async function attempt(end: string): Promise<void> {
    await run({ name: 'event', make: () => make(end), settle }).catch((error: unknown) => {
      if (!(error instanceof Killed) && !(error instanceof SystemFailure)) throw error;
    });
  }

  return { outside, attempt };
}
