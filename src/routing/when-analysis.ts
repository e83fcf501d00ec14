import { conditionsIn, type When } from './when.ts';

/**
 * What can be said of a condition without a lead: only as much as finds markets that can never get
 * one. Both answers are safe: true is certain, false means "not shown".
 */

export function alwaysTrue(when: When): boolean {
  return conditionsIn(when).every((name) => {
    if (name === 'all') {
      return (when.all ?? []).every(alwaysTrue);
    }
    if (name === 'any') {
      const parts = when.any ?? [];
      return parts.some(alwaysTrue) || hasOpposites(parts);
    }
    return name === 'not' && neverTrue(when.not ?? {});
  });
}

export function neverTrue(when: When): boolean {
  const contradictory = conditionsIn(when).some((name) => {
    if (name === 'all') {
      return (when.all ?? []).some(neverTrue);
    }
    if (name === 'any') {
      return (when.any ?? []).every(neverTrue);
    }
    return name === 'not' && alwaysTrue(when.not ?? {});
  });
  return contradictory || hasOpposites(together(when));
}

/** Equal but for the order of keys. */
export function sameCondition(one: When, other: When): boolean {
  return canonical(one) === canonical(other);
}

/** Everything that must hold at once, one key a part: `{a, all: [{b}, {c, d}]}` → a, b, c, d. */
function together(when: When): When[] {
  return conditionsIn(when).flatMap((name) =>
    name === 'all' ? (when.all ?? []).flatMap(together) : [{ [name]: when[name] }],
  );
}

function hasOpposites(parts: readonly When[]): boolean {
  const present = new Set(parts.map(canonical));
  return parts.some((part) => present.has(canonical(opposite(part))));
}

function opposite(when: When): When {
  const names = conditionsIn(when);
  if (names.length === 1 && when.known !== undefined) {
    return { known: !when.known };
  }
  return names.length === 1 && when.not !== undefined ? when.not : { not: when };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
