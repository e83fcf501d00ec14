import type { StageName } from './steps.ts';

/**
 * How many steps of each stage a worker does at once, whichever queue brought their leads. So a
 * stage whose system is slow keeps only so many leads in hand, and its others wait in its queue.
 */
export type Hands = {
  /**
   * Takes one when there is one free, and waits for it so long at most: a queue costs more than a
   * moment. Call the answer to give it back.
   */
  take: (stage: StageName, withinMs: number) => Promise<GiveBack | undefined>;
  /** For a job of the stage's own queue, which counts its jobs itself: takes one in any case. */
  takeAnyway: (stage: StageName) => GiveBack;
};

export type GiveBack = () => void;

export function createHands(limitOf: (stage: StageName) => number): Hands {
  const stages = new Map<StageName, { busy: number; waiting: Set<GiveBack> }>();

  function stateOf(stage: StageName) {
    const state = stages.get(stage) ?? { busy: 0, waiting: new Set() };
    stages.set(stage, state);
    return state;
  }

  function takeAnyway(stage: StageName): GiveBack {
    const state = stateOf(stage);
    state.busy += 1;
    return () => {
      state.busy -= 1;
      const [next] = state.waiting;
      if (next && state.busy < limitOf(stage)) next();
    };
  }

  async function take(stage: StageName, withinMs: number): Promise<GiveBack | undefined> {
    const { busy, waiting } = stateOf(stage);
    if (busy < limitOf(stage)) return takeAnyway(stage);
    return new Promise((resolve) => {
      const settle = (taken: GiveBack | undefined) => {
        clearTimeout(timer);
        waiting.delete(served);
        resolve(taken);
      };
      const served = () => settle(takeAnyway(stage));
      const timer = setTimeout(() => settle(undefined), withinMs);
      waiting.add(served);
    });
  }

  return { take, takeAnyway };
}
