import { expect } from '@jest/globals';
import type { Answered } from './post-referrals.ts';

/** The most impatient sender known (Wix) waits 1,250 ms. */
const ANSWER_WITHIN_MS = 1_200;
const ASK_EVERY_MS = 20;

/** Ends the watch, and holds that none of these answers was late. */
export type InTime = (answers: Answered[]) => Promise<void>;

/**
 * Asks the server again and again for what needs neither Redis nor the disk. A machine that is busy
 * with other things is late with that as well, and so much later may an answer be.
 */
export function watchTheMachine(url: () => string): InTime {
  let slowestMs = 0;
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) {
      const startedAt = performance.now();
      // A server that is being restarted answers nothing.
      await fetch(`${url()}/healthz`).then(
        (answer) => answer.text(),
        () => undefined,
      );
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  })();

  return async (answers) => {
    over.abort();
    await asking;
    const longestMs = Math.max(...answers.map(({ tookMs }) => tookMs));
    expect(longestMs).toBeLessThan(ANSWER_WITHIN_MS + slowestMs);
  };
}
