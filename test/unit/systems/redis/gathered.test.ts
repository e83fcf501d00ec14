import { describe, expect, it } from '@jest/globals';
import { gathered, outcomesOf } from '../../../../src/systems/redis/gathered.ts';

function gathering(options: Parameters<typeof gathered<string, string>>[1] = {}) {
  const calls: string[][] = [];
  const ask = gathered<string, string>(async (items) => {
    calls.push(items);
    return outcomesOf(items.map((item) => (item === 'bad' ? '!OOM command not allowed' : item)));
  }, options);
  return { calls, ask };
}

describe('What is asked in one turn', () => {
  it('is asked together, and each gets its own answer', async () => {
    const { calls, ask } = gathering();
    expect(await Promise.all(['a', 'b', 'c'].map(ask))).toEqual(['a', 'b', 'c']);
    expect(calls).toEqual([['a', 'b', 'c']]);
    expect(await ask('d')).toBe('d');
    expect(calls).toHaveLength(2);
  });

  it('fails alone when it is at fault, in the words of Redis', async () => {
    const { ask } = gathering();
    const [one, bad, other] = await Promise.allSettled(['a', 'bad', 'c'].map(ask));
    expect([one?.status, other?.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(bad).toMatchObject({ reason: new Error('OOM command not allowed') });
  });

  it('fails together when Redis is away, or answers too little', async () => {
    const away = gathered<string, string>(() => Promise.reject(new Error('closed')));
    await expect(Promise.all(['a', 'b'].map(away))).rejects.toThrow('closed');
    const short = gathered<string, string>(async () => [{ answer: 'a' }]);
    const [one, other] = await Promise.allSettled(['a', 'b'].map(short));
    expect([one?.status, other?.status]).toEqual(['fulfilled', 'rejected']);
  });

  it('is asked in portions when it is much', async () => {
    const { calls, ask } = gathering();
    await Promise.all(Array.from({ length: 100 }, (_, at) => ask(String(at))));
    expect(calls.map(({ length }) => length)).toEqual([64, 36]);

    const large = gathering({ sizeOf: () => 400_000 });
    await Promise.all(['a', 'b', 'c', 'd'].map(large.ask));
    expect(large.calls).toEqual([['a', 'b', 'c'], ['d']]);
  });
});
