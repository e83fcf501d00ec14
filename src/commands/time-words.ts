const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS: Record<string, number> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

/** 480 ms · 1.2 s · 3 m 20 s · 2 h 5 m · 4 d 3 h */
export function durationInWords(ms: number): string {
  const rounded = Math.max(0, Math.round(ms));
  if (rounded < SECOND_MS) return `${rounded} ms`;
  if (rounded < MINUTE_MS) return `${(rounded / SECOND_MS).toFixed(1)} s`;
  if (rounded < HOUR_MS) return two(rounded, [MINUTE_MS, 'm'], [SECOND_MS, 's']);
  if (rounded < DAY_MS) return two(rounded, [HOUR_MS, 'h'], [MINUTE_MS, 'm']);
  return two(rounded, [DAY_MS, 'd'], [HOUR_MS, 'h']);
}

function two(ms: number, big: [number, string], small: [number, string]): string {
  const rest = Math.floor((ms % big[0]) / small[0]);
  const whole = `${Math.floor(ms / big[0])} ${big[1]}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small[1]}`;
}

/**
 * A moment as people give it: an ISO 8601 date or time, or how long ago (`30m`, `2h`, `3d`).
 * Milliseconds since 1970; undefined when it is neither.
 */
export function readMoment(text: string, nowMs: number): number | undefined {
  const ago = /^(\d{1,6}(?:\.\d{1,3})?)\s*([smhdw])$/.exec(text.trim());
  if (ago) return nowMs - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? 0);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text.trim())) return undefined;
  const at = Date.parse(text.trim());
  return Number.isNaN(at) ? undefined : at;
}
