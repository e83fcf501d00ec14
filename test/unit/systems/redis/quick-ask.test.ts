import { describe, expect, it } from '@jest/globals';
import { createQuickAsk } from '../../../../src/systems/redis/quick-ask.ts';

const never = () => new Promise<string>(() => undefined);
const otherwise = async () => 'what counts without Redis';

function scene() {
  let nowMs = 0;
  let asked = 0;
  const quickly = createQuickAsk({ now: () => nowMs, waitMs: 1 });
  return {
    pass: (ms: number) => {
      nowMs += ms;
    },
    asked: () => asked,
    ask: (answer: () => Promise<string>) =>
      quickly(() => {
        asked += 1;
        return answer();
      }, otherwise),
  };
}

describe('Asking Redis beside an answer', () => {
  it('takes what Redis says', async () => {
    const { ask } = scene();
    expect(await ask(async () => 'seen twice')).toBe('seen twice');
  });

  it('goes on without a Redis that hangs, and makes only the first sender wait for it', async () => {
    const { ask, asked } = scene();
    for (let sender = 0; sender < 100; sender += 1) {
      expect(await ask(never)).toBe('what counts without Redis');
    }
    expect(asked()).toBe(1);
  });

  it('goes on without a Redis that fails', async () => {
    const { ask } = scene();
    const failing = () => Promise.reject(new Error('LOADING'));
    expect(await ask(failing)).toBe('what counts without Redis');
  });

  it('asks again after a moment', async () => {
    const { ask, asked, pass } = scene();
    await ask(never);
    pass(999);
    await ask(async () => 'seen twice');
    expect(asked()).toBe(1);
    pass(1);
    expect(await ask(async () => 'seen twice')).toBe('seen twice');
    expect(asked()).toBe(2);
  });
});
