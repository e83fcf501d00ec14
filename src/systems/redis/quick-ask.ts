/**
 * Asks Redis for what is good to know before a sender is answered, but not worth waiting for. Where
 * it is away or slow the other answer counts, and for a moment Redis is not even asked: a hundred
 * senders shall not wait a hundred times.
 */
export type QuickAsk = <T>(ask: () => Promise<T>, otherwise: () => Promise<T>) => Promise<T>;

const WAIT_MS = 200;
const LEFT_ALONE_MS = 1_000;

export function createQuickAsk(options: {
  /** Milliseconds of a clock that nobody sets. */
  now: () => number;
  waitMs?: number;
}): QuickAsk {
  const { now, waitMs = WAIT_MS } = options;
  let askAgainAt = 0;

  return async (ask, otherwise) => {
    if (now() < askAgainAt) return otherwise();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${waitMs} ms`)), waitMs);
    });
    try {
      return await Promise.race([ask(), tooLong]);
    } catch {
      askAgainAt = now() + LEFT_ALONE_MS;
      return otherwise();
    } finally {
      clearTimeout(timer);
    }
  };
}
