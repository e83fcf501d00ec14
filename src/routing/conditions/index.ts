import type { z } from 'zod';
import { clickId } from './click-id.ts';
import { companySize } from './company-size.ts';
import type { Condition } from './condition.ts';
import { country } from './country.ts';
import { emailDomain } from './email-domain.ts';
import { field } from './field.ts';
import { known } from './known.ts';
import { language } from './language.ts';
import { region } from './region.ts';
import { source } from './source.ts';
import { utm } from './utm.ts';

/** Every condition that a market can have, by its name in markets.yaml. One line each. */
const registered = {
  country,
  region,
  language,
  companySize,
  emailDomain,
  source,
  field,
  utm,
  clickId,
  known,
};

export type ConditionName = keyof typeof registered;

/** What stands behind each condition's name in YAML. */
export type ConditionSettings = {
  [Name in ConditionName]: z.infer<(typeof registered)[Name]['schema']>;
};

export const CONDITIONS: { [Name in ConditionName]: Condition<ConditionSettings[Name]> } =
  registered;

export const CONDITION_NAMES = Object.keys(registered).filter(isConditionName);

function isConditionName(name: string): name is ConditionName {
  return Object.hasOwn(registered, name);
}
