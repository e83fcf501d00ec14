import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ItemAnswer } from '../../../../src/systems/hubspot/combined-call.ts';
import { createGatherer } from '../../../../src/systems/hubspot/gatherer.ts';

/** A receiver whose answers and whose leave are given by the test, in its own time. */
type Call = {
  items: string[];
  answer: (ends: ItemAnswer<string>[]) => void;
  refuse: (why: unknown) => void;
};

const WRONG = new Error('one of them is wrong');

function gathering(
  options: { itemsMax?: number; twins?: 'shared' | 'apart'; freely?: boolean } = {},
) {
  const calls: Call[] = [];
  const leaves: { grant: () => void; deny: (why: unknown) => void }[] = [];
  const open = (items: string[]) =>
    new Promise<ItemAnswer<string>[]>(
      (answer, refuse) => void calls.push({ items, answer, refuse }),
    );
  const gather = createGatherer<string, string>({
    itemsMax: options.itemsMax ?? 3,
    twins: options.twins ?? 'shared',
    keyOf: (item) => (item.startsWith('?') ? undefined : item.split(':')[0]),
    leave: () =>
      options.freely === false
        ? new Promise<void>((grant, deny) => void leaves.push({ grant, deny }))
        : Promise.resolve(),
    canBeOwedToOne: (failure) => failure === WRONG,
    one: async (item) => {
      const [end] = await open([item]);
      if (end && 'done' in end) return end.done;
      throw end && 'failed' in end ? end.failed : new Error('no answer');
    },
    many: open,
  });
  const sent = () => calls.map(({ items }) => items.join(' '));
  const answerAll = (call: Call | undefined) =>
    call?.answer(call.items.map((item) => ({ done: `${item}!` })));
  return { gather, calls, leaves, sent, answerAll };
}

/** Lets everything that can go on without an answer go on. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe('Gathering', () => {
  it('sends a lone one at once', async () => {
    const { gather, sent, calls, answerAll } = gathering();
    const result = gather('a');
    await settled();
    expect(sent()).toEqual(['a']);
    answerAll(calls[0]);
    expect(await result).toBe('a!');
  });

  it('sends together what arrives during a call, when it has ended', async () => {
    const { gather, sent, calls, answerAll } = gathering();
    const first = gather('a');
    await settled();
    const rest = [gather('b'), gather('c')];
    await settled();
    expect(sent()).toEqual(['a']);
    answerAll(calls[0]);
    await first;
    await settled();
    expect(sent()).toEqual(['a', 'b c']);
    answerAll(calls[1]);
    expect(await Promise.all(rest)).toEqual(['b!', 'c!']);
  });

  it('gathers while no call may be made, and asks for leave once', async () => {
    const { gather, sent, leaves } = gathering({ freely: false });
    void gather('a');
    void gather('b');
    await settled();
    void gather('c');
    await settled();
    expect(leaves).toHaveLength(1);
    expect(sent()).toEqual([]);
    leaves[0]?.grant();
    await settled();
    expect(sent()).toEqual(['a b c']);
  });

  it('sends a full call without waiting for the one before', async () => {
    const { gather, sent } = gathering();
    void gather('a');
    await settled();
    for (const item of ['b', 'c', 'd', 'e']) void gather(item);
    await settled();
    expect(sent()).toEqual(['a', 'b c d']);
  });

  it('gives everything back that waits when leave is denied, and goes on afterwards', async () => {
    const { gather, sent, leaves } = gathering({ freely: false });
    const both = [gather('a'), gather('b')];
    leaves[0]?.deny(new Error('not for a while'));
    for (const each of both) await expect(each).rejects.toThrow('not for a while');
    void gather('a');
    leaves[1]?.grant();
    await settled();
    expect(sent()).toEqual(['a']);
  });
});

describe('Of two that are about the same', () => {
  it('shared ones are asked for once while the first waits, and again when it was sent', async () => {
    const { gather, sent, calls, answerAll } = gathering();
    void gather('a');
    await settled();
    const twins = [gather('b:1'), gather('b:2'), gather('a')];
    answerAll(calls[0]);
    await settled();
    expect(sent()).toEqual(['a', 'b:1 a']);
    answerAll(calls[1]);
    expect(await Promise.all(twins)).toEqual(['b:1!', 'b:1!', 'a!']);
  });

  it('others go one after another, and keep nobody else waiting', async () => {
    const { gather, sent, calls, answerAll } = gathering({ twins: 'apart' });
    void gather('a:1');
    await settled();
    for (const item of ['a:2', 'b:1', 'b:2', '?', '?']) void gather(item);
    await settled();
    // A full call of others goes while the first is under way.
    expect(sent()).toEqual(['a:1', 'b:1 ? ?']);
    answerAll(calls[0]);
    await settled();
    expect(sent()).toEqual(['a:1', 'b:1 ? ?']);
    answerAll(calls[1]);
    await settled();
    expect(sent()).toEqual(['a:1', 'b:1 ? ?', 'a:2 b:2']);
  });
});

describe('One bad item', () => {
  it('fails by itself where the answer says which it was', async () => {
    const { gather, calls, leaves } = gathering({ freely: false });
    const results = ['a', 'b', 'c'].map(gather);
    leaves[0]?.grant();
    await settled();
    calls[0]?.answer([{ done: 'A' }, { failed: new Error('bad') }, { done: 'C' }]);
    expect(await results[0]).toBe('A');
    await expect(results[1]).rejects.toThrow('bad');
    expect(await results[2]).toBe('C');
  });

  it('is asked for alone where the answer leaves it open, while others go on', async () => {
    const { gather, calls, leaves, sent } = gathering({ freely: false });
    const results = ['a', 'b'].map(gather);
    leaves[0]?.grant();
    await settled();
    void gather('c');
    calls[0]?.answer([{ done: 'A' }, { alone: true }]);
    expect(await results[0]).toBe('A');
    await settled();
    for (const { grant } of leaves) grant();
    await settled();
    expect(sent().toSorted()).toEqual(['a b', 'b', 'c']);
    calls.find(({ items }) => items.join() === 'b')?.answer([{ done: 'B' }]);
    expect(await results[1]).toBe('B');
  });

  it('ends all of them alike when the call itself broke', async () => {
    const { gather, calls, leaves } = gathering({ freely: false });
    const results = ['a', 'b'].map(gather);
    leaves[0]?.grant();
    await settled();
    calls[0]?.refuse(new Error('connection lost'));
    for (const result of results) await expect(result).rejects.toThrow('connection lost');
    expect(calls).toHaveLength(1);
  });

  it('alone gets its error when everything was refused, however many and whichever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (sound) => {
        const items = sound.map((good, place) => `${good ? 'good' : 'bad'}${place}`);
        const gather = createGatherer<string, string>({
          itemsMax: 100,
          twins: 'apart',
          keyOf: (item) => item,
          leave: () => Promise.resolve(),
          canBeOwedToOne: (failure) => failure === WRONG,
          one: async (item) => {
            if (item.startsWith('bad')) throw new Error(`${item} is wrong`);
            return item;
          },
          many: async (sent) => {
            if (sent.some((item) => item.startsWith('bad'))) throw WRONG;
            return sent.map((done) => ({ done }));
          },
        });
        const ends = await Promise.allSettled(items.map(gather));
        expect(
          ends.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason))),
        ).toEqual(items.map((item) => (item.startsWith('bad') ? `Error: ${item} is wrong` : item)));
      }),
    );
  });
});
