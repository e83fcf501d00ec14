import { expect } from '@jest/globals';
import type { FailureOrder } from '../../src/sandbox/failure-order.ts';
import type { Run } from './timed-stack.ts';

/** What an outside system does to a request, and how a stand-in is told to. */
export type Misbehaviour = { does: string; order: Partial<FailureOrder> };

export const SECOND_MS = 1_000;
export const HOUR_MS = 3_600_000;

/** Long enough for all that comes by itself, and too short for what only a person can mend. */
export const A_WHILE_MS = 240_000;

/** What stands before a system answers in its place. */
export const HTML = { headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' };
export const JSON_TYPE = { 'content-type': 'application/json' };

/** Whatever it is that breaks, it breaks in these ways. */
export const WITH_A_PAGE: Misbehaviour[] = [
  { does: '500 with a page', order: { status: 500, ...HTML } },
  { does: '502 with a page', order: { status: 502, ...HTML } },
];
export const WITHOUT_AN_ANSWER: Misbehaviour[] = [
  { does: '504', order: { status: 504 } },
  { does: 'a connection that is reset', order: { how: 'reset' } },
  { does: 'silence', order: { how: 'hang', forMs: 1_000 } },
];

/** The step stood still for exactly that long between its first run and its last. */
export function expectLeftAlone(runs: Run[], step: string, waitMs: number): void {
  const its = runs.filter((run) => run.step === step);
  const waitedMs = (its.at(-1)?.at ?? 0) - (its[0]?.at ?? 0);
  expect(waitedMs).toBeGreaterThanOrEqual(waitMs);
  expect(waitedMs).toBeLessThan(waitMs + SECOND_MS);
}
