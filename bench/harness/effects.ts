/**
 * How many effects are missing, and how many were made more than once, when each lead was to have
 * exactly one of each of these kinds.
 *
 * @param effects `kind whose`, of all the processes that worked at these leads
 */
export function effectsAmiss(effects: string[], kinds: readonly string[], leads: number): number {
  const once = new Set(effects);
  const different = kinds.map(
    (kind) => [...once].filter((effect) => effect.startsWith(`${kind} `)).length,
  );
  const twice = effects.length - once.size;
  return different.reduce((amiss, count) => amiss + Math.abs(leads - count), twice);
}
