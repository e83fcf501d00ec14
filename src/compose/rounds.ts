import type { Log } from '../workflow/ports.ts';

export type Rounds = { stop: () => Promise<void> };

/** One round after the other, however long one takes; a failed round is no reason to stop. */
export function startRounds(ms: number, round: () => Promise<unknown>, log: Log): Rounds {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const next = () => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = round()
        .then(() => undefined)
        .catch((error: unknown) => log.warn('housekeeping round failed', { error }))
        .finally(next);
    }, ms);
  };
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
