import { describe, expect, it } from '@jest/globals';
import { createRotationTurns } from '../../../../src/systems/redis/rotation-turns.ts';

/** A turn that others hold for so many looks. */
function startTurns(heldFor = 0) {
  const log: string[] = [];
  let looks = 0;
  const turns = createRotationTurns({
    take: async () => {
      looks += 1;
      if (looks <= heldFor) return false;
      log.push('taken');
      return true;
    },
    give: async () => {
      log.push('given');
    },
    pause: async () => undefined,
  });
  const lose = () => turns.enter(async (lost) => lost());
  const fail = () => turns.enter(async () => Promise.reject(new Error('no')));
  const change = async (name: string) => {
    const changed = await turns.enter(async () => {
      log.push(name);
      return name;
    });
    // The turn is given back after the answer.
    await new Promise(setImmediate);
    return changed;
  };
  return { log, lose, fail, change, looks: () => looks };
}

describe('Processes that change one rotation', () => {
  it('take no turns while no change comes to nothing', async () => {
    const { log, change } = startTurns();
    await change('first');
    await change('second');
    expect(log).toEqual(['first', 'second']);
  });

  it('take turns once one was lost, and what gathers goes together', async () => {
    const { log, lose, change } = startTurns();
    await lose();
    await Promise.all([change('first'), change('second')]);
    expect(log).toEqual(['taken', 'first', 'second', 'given']);
  });

  it('wait while somebody else has the turn', async () => {
    const { log, lose, change, looks } = startTurns(3);
    await lose();
    await change('first');
    expect(looks()).toBe(4);
    expect(log).toEqual(['taken', 'first', 'given']);
  });

  it('go on without one when it never comes, since a turn keeps nothing right', async () => {
    const { lose, change } = startTurns(Number.POSITIVE_INFINITY);
    await lose();
    expect(await change('first')).toBe('first');
  });

  it('stop taking turns that nobody else wants', async () => {
    const { log, lose, change } = startTurns();
    await lose();
    for (let each = 0; each < 60; each += 1) await change('one');
    expect(log.slice(-2)).toEqual(['one', 'one']);
  });

  it('give the turn back when a change fails', async () => {
    const { log, lose, fail, change } = startTurns();
    await lose();
    await expect(fail()).rejects.toThrow('no');
    await new Promise(setImmediate);
    await change('next');
    expect(log).toEqual(['taken', 'given', 'taken', 'next', 'given']);
  });
});
