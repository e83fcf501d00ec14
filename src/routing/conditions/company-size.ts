import { z } from 'zod';
import type { Condition } from './condition.ts';

const schema = z
  .strictObject({ min: z.int().min(0).optional(), max: z.int().min(0).optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, {
    error: 'expected min, max or both, in employees',
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    error: 'min is above max, so no company can match',
  });

type CompanySize = z.infer<typeof schema>;

/** `companySize: { min: 200, max: 999 }` in employees, both inclusive. */
export const companySize: Condition<CompanySize> = {
  schema,
  questions: ({ min, max }) => {
    const passes = (size: number | undefined) =>
      size !== undefined &&
      size >= 0 &&
      (min === undefined || size >= min) &&
      (max === undefined || size <= max);
    return [
      {
        attribute: 'companySize',
        holds: (lead) => passes(lead.person.companySize),
        found: ({ person }) => `company size is ${person.companySize ?? 'not known'}`,
        wanted: wantedSize(min, max),
        asks: {
          kind: 'number',
          bounds: [...(min === undefined ? [] : [min]), ...(max === undefined ? [] : [max + 1])],
          passes,
        },
      },
    ];
  },
};

function wantedSize(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) {
    return `${min} to ${max}`;
  }
  return min === undefined ? `at most ${max ?? 'any'}` : `at least ${min}`;
}
