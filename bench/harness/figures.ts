/** What one round of one subject came to: a name and a number each, such as `perSecond`. */
export type Figures = Record<string, number>;

/** The value below which this share of all values lies; 0 where there is none. */
export function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The median of each figure over all rounds. */
export function medians(rounds: readonly Figures[]): Figures {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      at(
        rounds.map((round) => round[name] ?? 0),
        0.5,
      ),
    ]),
  );
}
