import type { Budget, BudgetTake } from '../../workflow/ports.ts';
import type { SystemFailure } from '../../workflow/system-failure.ts';

/** What a call takes of one budget. */
export type Turn = BudgetTake & {
  /** What is thrown when the wait for it is too long for holding a worker. */
  tooLong: (waitMs: number) => SystemFailure;
};

/** Longer than this the job goes back to its queue instead of holding its worker. */
const WAIT_IN_PLACE_MS = 2_000;
const WAITS_IN_PLACE_MS = 10_000;

/**
 * Waits until every budget that a call takes of gives leave.
 *
 * @param turns asked for anew after each wait, since what is known of the budgets changes
 */
export async function inTurn(budget: Budget, turns: () => Promise<Turn[]>): Promise<void> {
  let waitedMs = 0;
  for (;;) {
    const wait = await budget.takeEach(await turns());
    if (!wait) return;
    const { of, waitMs } = wait;
    if (waitMs > WAIT_IN_PLACE_MS || waitedMs > WAITS_IN_PLACE_MS) throw of.tooLong(waitMs);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    waitedMs += waitMs;
  }
}
