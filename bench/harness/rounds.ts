import { type Figures, medians } from './figures.ts';

/** Measures once. */
export type Measure = () => Promise<Figures>;

/**
 * Runs the subjects by turns, so that what else the machine does meets all of them alike, and
 * answers the medians of each.
 */
export async function byTurns(
  subjects: Record<string, Measure>,
  rounds: number,
): Promise<Record<string, Figures>> {
  const all = Object.entries(subjects).map(([name, measure]) => ({
    name,
    measure,
    figures: [] as Figures[],
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { measure, figures } of all) figures.push(await measure());
  }
  return Object.fromEntries(all.map(({ name, figures }) => [name, medians(figures)]));
}
