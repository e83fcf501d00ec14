import { z } from 'zod';
import type { Condition } from './condition.ts';
import { utmValues } from './readings.ts';
import { asksText, type TextTest, textTestSchema } from './text-test.ts';

const text = z.string().min(1).max(500);

const schema = z
  .record(
    z.string().regex(/^[a-z0-9_]{1,100}$/i, 'expected a UTM name such as source or utm_campaign'),
    z.union([text, z.array(text).min(1), textTestSchema], {
      error: 'expected a text, a list of texts, or one test such as { startsWith: brand- }',
    }),
  )
  .refine((names) => Object.keys(names).length > 0, {
    error: 'expected at least one UTM name such as campaign',
  });

type Utm = z.infer<typeof schema>;

/**
 * `utm: { source: google, campaign: { startsWith: brand- } }`: all named parameters must fit.
 * Names with or without `utm_`; the normalised values are compared, without regard to case.
 */
export const utm: Condition<Utm> = {
  schema,
  questions: (settings) =>
    Object.entries(settings).map(([name, wanted]) => {
      const attribute = withPrefix(name);
      return asksText({
        attribute,
        many: false,
        test: asTest(wanted),
        read: (readings) => readings.utm(attribute),
        valuesOf: (lead) => utmValues(lead.attribution.utm, attribute),
      });
    }),
};

/** As leads have it, however markets.yaml writes it: `Campaign` is `utm_campaign`. */
export function withPrefix(name: string): string {
  const lower = name.toLowerCase();
  return lower.startsWith('utm_') ? lower : `utm_${lower}`;
}

/** A text or a list of them is short for a test. */
export function asTest(wanted: Utm[string]): TextTest {
  if (typeof wanted === 'string') {
    return { is: wanted };
  }
  return Array.isArray(wanted) ? { oneOf: wanted } : wanted;
}
