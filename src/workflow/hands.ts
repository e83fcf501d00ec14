import type { StageName } from './steps.ts';

/**
 * How many steps of each stage a worker does at once, whichever queue brought their leads. So a
 * stage whose system is slow keeps only so many leads in hand, and its others wait in its queue.
 */
export type Hands = {
  /** Takes one if there is one free. Call the answer to give it back. */
  take: (stage: StageName) => (() => void) | undefined;
  /** For a job of the stage's own queue, which counts its jobs itself: takes one in any case. */
  hold: (stage: StageName) => () => void;
};

export function createHands(limitOf: (stage: StageName) => number): Hands {
  const busy = new Map<StageName, number>();
  const busyIn = (stage: StageName) => busy.get(stage) ?? 0;

  function hold(stage: StageName): () => void {
    busy.set(stage, busyIn(stage) + 1);
    return () => void busy.set(stage, busyIn(stage) - 1);
  }

  return {
    hold,
    take: (stage) => (busyIn(stage) < limitOf(stage) ? hold(stage) : undefined),
  };
}
