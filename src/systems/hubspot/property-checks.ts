import type { Property } from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import type { CrmSettings } from '../../stages/crm-settings.ts';
import type { SystemCheck } from '../../workflow/system-check.ts';
import { type WantedProperty, wantedProperties } from './wanted-properties.ts';

/** As much of HubSpot's definition of a property as is compared. */
export type PropertyDefinition = Pick<
  Property,
  'name' | 'type' | 'options' | 'hasUniqueValue' | 'calculated' | 'modificationMetadata'
>;

const MAKE = 'Run `leadline setup hubspot`, or correct the name in crm.yaml.';

/**
 * Does the account have what crm.yaml names, and will it take what leadline writes there? What is
 * as it should be is one line; everything else is a line of its own.
 */
export function contactPropertyChecks(
  settings: CrmSettings,
  definitions: PropertyDefinition[],
): SystemCheck[] {
  const there = new Map(definitions.map((property) => [property.name, property]));
  const wanted = wantedProperties(settings);
  const wrong = wanted.flatMap((each) => problemWith(each, there.get(each.name)) ?? []);
  const fine = wanted.length - wrong.length;
  const good: SystemCheck[] =
    fine === 0
      ? []
      : [
          {
            subject: 'contact properties',
            result: 'good',
            says: `${fine} of crm.yaml are there and can be written`,
          },
        ];
  return [...good, ...wrong, ...lifecycleChecks(settings, there.get(settings.lifecycle.property))];
}

function problemWith(
  { name, holds, unique }: WantedProperty,
  property: PropertyDefinition | undefined,
): SystemCheck | undefined {
  const bad = (says: string, advice: string): SystemCheck => ({
    subject: `contact property ${name}`,
    result: 'bad',
    says,
    advice,
  });
  if (!property) return bad('is not in the account, so its value is left out', MAKE);
  if (property.calculated || property.modificationMetadata?.readOnlyValue) {
    const says = "is HubSpot's own to write, so its value is left out";
    return bad(says, 'Take it out of crm.yaml, or write to a property of your own.');
  }
  if (unique && name !== 'email' && property.hasUniqueValue !== true) {
    const says =
      'is among furtherKeys, but its values are not unique: nobody can be looked up by it';
    return bad(says, 'Use a property with unique values; HubSpot cannot change that later.');
  }
  const fits = TAKES[holds];
  if (fits.includes(property.type)) return undefined;
  const limited = TAKES_SOME[property.type];
  if (limited !== undefined && holds !== 'time') {
    return {
      subject: `contact property ${name}`,
      result: 'warning',
      says: `takes only ${limited}; any other value is left out`,
      advice: 'Check that leads have such values here, or use a property of type string.',
    };
  }
  const says = `is of type ${property.type}, and leadline writes ${holds === 'time' ? 'a time' : 'text'}`;
  return bad(says, `Use a property of type ${fits[0]}, under another name in crm.yaml.`);
}

/** HubSpot's types that take such a value, the best one first. */
const TAKES: Record<WantedProperty['holds'], string[]> = {
  text: ['string', 'phone_number'],
  'long text': ['string'],
  time: ['datetime', 'string'],
};

/** Whether what a lead has fits these, only the lead can show. */
const TAKES_SOME: Record<string, string> = { enumeration: 'its options', number: 'numbers' };

function lifecycleChecks(
  { lifecycle }: CrmSettings,
  property: PropertyDefinition | undefined,
): SystemCheck[] {
  const subject = 'lifecycle stages';
  if (!property) {
    const says = `the property ${lifecycle.property} is not in the account`;
    const advice = "Correct lifecycle.property in crm.yaml; HubSpot's own is lifecyclestage.";
    return [{ subject, result: 'bad', says, advice }];
  }
  const known = new Set(property.options.map(({ value }) => value));
  const missing = [...new Set([lifecycle.newLead, ...lifecycle.stages])].filter(
    (stage) => !known.has(stage),
  );
  if (missing.length === 0) {
    const says = `all ${lifecycle.stages.length} of crm.yaml are in the account`;
    return [{ subject, result: 'good', says }];
  }
  const newLead = missing.includes(lifecycle.newLead);
  return [
    {
      subject,
      // HubSpot refuses a contact with an unknown stage; other names are only compared.
      result: newLead ? 'bad' : 'warning',
      says: newLead
        ? `the account has no stage ${lifecycle.newLead}, so no contact could be written`
        : `the account has no stage ${missing.join(', ')}`,
      advice: `Use the internal names of the stages in crm.yaml. The account has: ${[...known].join(', ')}.`,
    },
  ];
}

/** The property by which HubSpot itself refuses a second task for the same lead. */
export function taskPropertyCheck(name: string, definitions: PropertyDefinition[]): SystemCheck {
  const subject = `task property ${name}`;
  const property = definitions.find((each) => each.name === name);
  if (!property) {
    return {
      subject,
      result: 'bad',
      says: 'is not in the account, so every task costs a call more, and HubSpot cannot refuse a second one',
      advice: 'Run `leadline setup hubspot`.',
    };
  }
  if (property.type !== 'string') {
    return {
      subject,
      result: 'bad',
      says: `is of type ${property.type}, and a lead's id is text`,
      advice: 'Name another property in task.leadIdProperty of crm.yaml.',
    };
  }
  if (property.hasUniqueValue !== true) {
    return {
      subject,
      result: 'warning',
      says: 'is not unique, so HubSpot does not refuse a second task for a lead',
      advice:
        'Archive it and run `leadline setup hubspot` again, if the account may have unique properties on tasks (at most ten).',
    };
  }
  return { subject, result: 'good', says: 'is there and unique' };
}
