import { z } from 'zod';
import type { ConditionCheck } from '../decision.ts';
import { inWords } from '../wording.ts';
import type { Condition } from './condition.ts';
import { checkText, type TextTest, textTestSchema } from './text-test.ts';

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
  check: (lead, _match, settings) => {
    const parts = Object.entries(settings).map(([name, wanted]) => {
      const key = withPrefix(name);
      return checkText(key, valuesOf(lead.attribution.utm, key), asTest(wanted));
    });
    const [only] = parts;
    return only !== undefined && parts.length === 1 ? only : together(parts);
  },
};

function together(parts: ConditionCheck[]): ConditionCheck {
  return {
    matched: parts.every((part) => part.matched),
    says: parts.map((part) => part.says).join(' | '),
    found: inWords(
      parts.flatMap((part) => part.found ?? []),
      'and',
    ),
    parts,
  };
}

function withPrefix(name: string): string {
  const lower = name.toLowerCase();
  return lower.startsWith('utm_') ? lower : `utm_${lower}`;
}

function valuesOf(parameters: Record<string, string>, key: string): string[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    name.toLowerCase() === key ? [value] : [],
  );
}

function asTest(wanted: Utm[string]): TextTest {
  if (typeof wanted === 'string') {
    return { is: wanted };
  }
  return Array.isArray(wanted) ? { oneOf: wanted } : wanted;
}
