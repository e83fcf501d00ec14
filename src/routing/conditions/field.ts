import { z } from 'zod';
import type { Condition } from './condition.ts';
import { fieldValues } from './readings.ts';
import { asksText, hasOneTest, ONE_TEST_EXPECTED, textTestShape } from './text-test.ts';

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
  questions: ({ name, ...test }) => [
    asksText({
      attribute: `field ${name}`,
      // A form may send a key of its own several times.
      many: true,
      test,
      read: (readings) => readings.field(name),
      valuesOf: (lead) => fieldValues(lead, name),
    }),
  ],
};
