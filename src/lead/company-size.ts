/**
 * Number of employees: the lower bound of what was typed or chosen. `51-200` → 51, `1,000+` → 1000,
 * `< 10` → 1, `1k-5k` → 1000, `just me` → 1.
 */
export function readCompanySize(text: string): number | undefined {
  const typed = text.slice(0, 100).normalize('NFKC').toLowerCase().trim();
  if (/^(?:just me|only me|myself|solo|freelancer|self-employed)/u.test(typed)) return 1;
  const first = /(\d{1,3}(?:[.,'’\s]\d{3})+|\d+)(?:[.,](\d+))?\s*(k\b|m\b|k(?=[-–+])|tsd)?/u.exec(
    typed,
  );
  const digits = first?.[1];
  if (!first || digits === undefined) return undefined;
  if (
    /^[^\d]*(?:<|less than|fewer than|under|up to|bis|unter|weniger als|jusqu|menos de|meno di)/u.test(
      typed,
    )
  ) {
    return 1;
  }
  const whole = Number(digits.replace(/\D/gu, ''));
  const scale = scaleOf(first[3]);
  const fraction = scale > 1 && first[2] ? Number(`0.${first[2]}`) : 0;
  const size = Math.round((whole + fraction) * scale);
  return Number.isSafeInteger(size) ? size : undefined;
}

function scaleOf(unit: string | undefined): number {
  if (unit === undefined) return 1;
  return unit === 'm' ? 1_000_000 : 1_000;
}
