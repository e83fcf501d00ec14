import { z } from 'zod';
import type { Lead } from '../../lead/lead.ts';
import { leadFieldValues } from '../../lead/lead-field-values.ts';
import { onlyStated } from '../../lead/only-stated.ts';
import type { Condition } from './condition.ts';
import { folded } from './one-of.ts';
import { checkText, hasOneTest, ONE_TEST_EXPECTED, textTestShape } from './text-test.ts';

const schema = z
  .strictObject({ name: z.string().min(1).max(200), ...textTestShape })
  .refine(hasOneTest, { error: ONE_TEST_EXPECTED });

type Field = z.infer<typeof schema>;

/**
 * `field: { name: budget, oneOf: [50k, 100k] }`: any field of the form, by leadline's own name
 * (`jobTitle`, `city`, `message` …) or else by the sender's key.
 */
export const field: Condition<Field> = {
  schema,
  check: (lead, _match, settings) =>
    checkText(`field ${settings.name}`, valuesOf(lead, settings.name), settings),
};

function valuesOf(lead: Lead, name: string): string[] {
  const own = leadFields(lead).get(name);
  if (own !== undefined) {
    return [own];
  }
  const key = Object.hasOwn(lead.extra, name)
    ? name
    : Object.keys(lead.extra).find((one) => folded(one) === folded(name));
  const value = key === undefined ? undefined : lead.extra[key];
  return value === undefined ? [] : [value].flat();
}

/** By the names of `fields:` in sources.yaml, as far as a rule may want them. */
function leadFields(lead: Lead): Map<string, string> {
  const { ip: _ip, userAgent: _userAgent, ...values } = leadFieldValues(lead);
  const { formId, formName } = lead.submission;
  return new Map(Object.entries({ ...values, ...onlyStated({ formId, formName }) }));
}
