import type { Figures } from './figures.ts';

/**
 * One benchmark: what it measures in one sentence, and the run itself. A new one is a file in
 * bench/ and a line in bench/index.ts.
 */
export type Bench = { about: string; run: (size: BenchSize) => Promise<BenchResult> };

/** The short form shows that the bench works and that nothing is far off; its figures are rough. */
export type BenchSize = { short: boolean; rounds: number; roundMs: number };

export type BenchResult = {
  /** Medians by subject: one line of the table each. */
  subjects: Record<string, Figures>;
  goals: Goal[];
};

/** A ratio of two figures of the same run. Ratios travel from machine to machine; times do not. */
export type Goal = {
  says: string;
  ratio: number;
  atLeast?: number;
  atMost?: number;
  /** Not a ratio after all, but a time: told, and nothing ever fails on it. */
  isTime?: true;
};

export function isReached({ ratio, atLeast, atMost }: Goal): boolean {
  return ratio >= (atLeast ?? Number.NEGATIVE_INFINITY) && ratio <= (atMost ?? Infinity);
}

/** Missed by more than half: not the noise of a busy machine, but something that broke. */
export function isFarOff({ ratio, atLeast, atMost, isTime }: Goal): boolean {
  if (isTime) return false;
  return ratio < (atLeast ?? Number.NEGATIVE_INFINITY) / 2 || ratio > (atMost ?? Infinity) * 2;
}
