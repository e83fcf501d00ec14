const UNITS: [name: string, ms: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** "7 minutes", "3 hours": the largest unit of which there is more than one, rounded down. */
export function durationInWords(ms: number): string {
  const found = UNITS.find(([, unit]) => ms >= 2 * unit);
  const [name, unit] = found ?? ['second', 1_000];
  const amount = Math.max(0, Math.floor(ms / unit));
  return `${amount} ${name}${amount === 1 ? '' : 's'}`;
}
