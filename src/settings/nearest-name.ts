/** "Did you mean …?": the known name with the fewest changed, missing or extra letters. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(written.length / 3));
  let nearest: string | undefined;
  let fewest = Math.min(allowed, 3) + 1;
  for (const name of known) {
    const changes = countChanges(written.toLowerCase(), name.toLowerCase());
    if (changes < fewest) {
      nearest = name;
      fewest = changes;
    }
  }
  return nearest;
}

/** Levenshtein's distance, where two neighbouring letters swapped count as one change. */
function countChanges(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      current[j] = Math.min(
        at(previous, j) + 1,
        at(current, j - 1) + 1,
        at(previous, j - 1) + (same ? 0 : 1),
        swapped ? at(beforePrevious, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
