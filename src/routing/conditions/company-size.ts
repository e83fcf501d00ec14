import { z } from 'zod';
import { type Condition, compared } from './condition.ts';

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
  check: (lead, _match, { min, max }) => {
    const size = lead.person.companySize;
    const wanted = wantedSize(min, max);
    if (size === undefined) {
      return compared(false, 'company size is not known', wanted);
    }
    const matched =
      (min === undefined || size >= min) && (max === undefined || size <= max) && size >= 0;
    return compared(matched, `company size is ${size}`, wanted);
  },
};

function wantedSize(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) {
    return `${min} to ${max}`;
  }
  return min === undefined ? `at most ${max ?? 'any'}` : `at least ${min}`;
}
