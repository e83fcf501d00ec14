import type { Comparison } from './comparison.ts';

/** What may fail a pull request: a figure of the comparison, and above which it does. */
export type Threshold = { figure: Figure; above: number; percent: boolean; text: string };

export const FIGURES = ['moved', 'market', 'unrouted', 'held', 'fallback', 'shift'] as const;
export type Figure = (typeof FIGURES)[number];

const THRESHOLD = /^([a-z]+)\s*>\s*(\d+(?:\.\d+)?)(%?)$/;

/** `moved>10%`, `unrouted>0`; undefined when it cannot be read. */
export function readThreshold(text: string): Threshold | undefined {
  const [, name, above, percent] = THRESHOLD.exec(text.trim()) ?? [];
  const figure = FIGURES.find((one) => one === name);
  if (figure === undefined) return undefined;
  return { figure, above: Number(above), percent: percent === '%', text: text.trim() };
}

/** Of these thresholds, the ones passed, each as a sentence with what was found. */
export function passedThresholds(
  comparison: Comparison,
  thresholds: readonly Threshold[],
): string[] {
  return thresholds.flatMap(({ figure, above, percent, text }) => {
    const count = FIGURE_OF[figure](comparison);
    const found = percent ? (100 * count) / Math.max(1, comparison.leads) : count;
    const shown = percent ? `${Math.round(found * 10) / 10}%` : String(found);
    return found > above ? [`${figure} is ${shown}, above the threshold ${text}`] : [];
  });
}

const FIGURE_OF: Record<Figure, (comparison: Comparison) => number> = {
  moved: ({ moved }) => moved,
  market: ({ movedMarket }) => movedMarket,
  unrouted: ({ newlyUnrouted }) => newlyUnrouted,
  held: ({ newlyHeld }) => newlyHeld,
  /** More than before. */
  fallback: ({ outcomes }) => Math.max(0, outcomes.fallback.after - outcomes.fallback.before),
  /** The greatest change of one member's number of leads. */
  shift: ({ members }) =>
    Math.max(0, ...members.map(({ before, after }) => Math.abs(after - before))),
};
