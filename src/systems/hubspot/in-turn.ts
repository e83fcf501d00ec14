import type { SystemFailure } from '../../workflow/system-failure.ts';

/** Longer than this the job goes back to its queue instead of holding its worker. */
const WAIT_IN_PLACE_MS = 2_000;
const WAITS_IN_PLACE_MS = 10_000;

/**
 * Waits until a budget gives leave.
 *
 * @param takeMs takes and answers 0, or answers how long until there may be something to take
 * @param tooLong what is thrown when the wait is too long for holding a worker
 */
export async function inTurn(
  takeMs: () => Promise<number>,
  tooLong: (waitMs: number) => SystemFailure,
): Promise<void> {
  let waitedMs = 0;
  for (;;) {
    const waitMs = await takeMs();
    if (waitMs === 0) return;
    if (waitMs > WAIT_IN_PLACE_MS || waitedMs > WAITS_IN_PLACE_MS) throw tooLong(waitMs);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    waitedMs += waitMs;
  }
}
