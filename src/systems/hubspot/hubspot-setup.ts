import {
  PropertyCreateFieldTypeEnum as FieldType,
  type PropertyCreate,
  PropertyCreateTypeEnum as PropertyType,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import type { CrmSettings } from '../../stages/crm-settings.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { type WantedProperty, wantedProperties } from './wanted-properties.ts';

export type HubspotSetup = {
  /** `group leadline`, `contact property leadline_market`, `task property leadline_lead_id`. */
  created: string[];
  existed: string[];
  /** Sentences: what could not be made, and what to do. */
  problems: string[];
};

/** The SDK's input as the plain object that it is. */
type PropertyDraft = Pick<PropertyCreate, keyof PropertyCreate>;

/** The heading under which HubSpot shows leadline's properties of a contact. */
const GROUP = 'leadline';

/** HubSpot's limit for one batch of property definitions. */
const BATCH_MAX = 100;

/**
 * Makes in HubSpot what crm.yaml relies on and the account has not: the group `leadline`, contact
 * properties in it, and the task property that carries the lead's id. What is there is never
 * changed, so it may be run again at any time. Two calls when nothing is missing.
 *
 * Needs the scopes crm.schemas.contacts.read and .write. Throws nothing of HubSpot's: a refusal is
 * one of the problems.
 */
export async function setupHubspot(options: {
  api: HubspotApi;
  /** crm.yaml. */
  settings: CrmSettings;
}): Promise<HubspotSetup> {
  const done: HubspotSetup = { created: [], existed: [], problems: [] };
  const steps = [
    () => setUpContacts(options.api, options.settings, done),
    () => setUpTasks(options.api, options.settings.task.leadIdProperty, done),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (failure) {
      if (!(failure instanceof SystemFailure)) throw failure;
      done.problems.push(inWords(failure));
      // The tasks' properties need the same credential.
      if (failure.details.kind === 'unauthorised') break;
    }
  }
  return done;
}

async function setUpContacts(api: HubspotApi, crm: CrmSettings, done: HubspotSetup): Promise<void> {
  const { results } = await api.properties.getAll('contacts');
  const there = new Map(results.map((property) => [property.name, property]));
  const wanted = wantedProperties(crm);
  for (const { name, unique } of wanted) {
    const property = there.get(name);
    if (!property) continue;
    done.existed.push(contactProperty(name));
    if (unique && name !== 'email' && property.hasUniqueValue !== true) {
      done.problems.push(
        `${contactProperty(name)} is among furtherKeys in crm.yaml, but its values are not unique, which HubSpot cannot change later. Use another property, or archive it and run this again.`,
      );
    }
  }
  const lifecycle = crm.lifecycle.property;
  if (!there.has(lifecycle)) {
    done.problems.push(
      `${contactProperty(lifecycle)} (lifecycle.property in crm.yaml) is not there, and its stages are the account's own affair: make it by hand, or name HubSpot's own, lifecyclestage.`,
    );
  }

  const missing = wanted.filter(({ name }) => !there.has(name));
  const reserved = missing.filter(({ name }) => name.startsWith('hs_'));
  for (const { name } of reserved) {
    done.problems.push(
      `${contactProperty(name)} is not in this account, and names that begin with hs_ are HubSpot's own. Correct it in crm.yaml.`,
    );
  }
  const drafts = missing.filter((each) => !reserved.includes(each)).map(contactDraft);
  if (drafts.length === 0) return;
  await ensureGroup(api, done);
  for (let start = 0; start < drafts.length; start += BATCH_MAX) {
    await createBatch(api, drafts.slice(start, start + BATCH_MAX), done);
  }
}

async function ensureGroup(api: HubspotApi, done: HubspotSetup): Promise<void> {
  try {
    await api.propertyGroups.create('contacts', {
      name: GROUP,
      label: 'Leadline',
      displayOrder: -1,
    });
    done.created.push(`group ${GROUP}`);
  } catch (failure) {
    if (!(failure instanceof SystemFailure) || failure.details.status !== 409) throw failure;
    done.existed.push(`group ${GROUP}`);
  }
}

/** Each input stands for itself: HubSpot answers 207 with those it refused. */
async function createBatch(
  api: HubspotApi,
  drafts: PropertyDraft[],
  done: HubspotSetup,
): Promise<void> {
  const answer = await api.propertyBatches.create('contacts', { inputs: drafts });
  const made = new Set(answer.results.map(({ name }) => name));
  done.created.push(...[...made].map(contactProperty));
  const errors = 'errors' in answer ? (answer.errors ?? []) : [];
  const said = [...new Set(errors.map(({ message }) => message))].join(' ');
  const refused = drafts.map(({ name }) => name).filter((name) => !made.has(name));
  if (refused.length > 0) {
    done.problems.push(
      `HubSpot did not make the contact ${refused.length === 1 ? 'property' : 'properties'} ${refused.join(', ')}: ${said || 'no reason given'}`,
    );
  }
}

/**
 * Unique, so that HubSpot itself refuses a second task for the same lead. Whether every account may
 * have unique properties on tasks is not documented: refused, it is made without, and leadline
 * then recognises its tasks by their text.
 */
async function setUpTasks(api: HubspotApi, name: string, done: HubspotSetup): Promise<void> {
  const { results } = await api.properties.getAll('tasks');
  const property = results.find((each) => each.name === name);
  if (property) {
    done.existed.push(`task property ${name}`);
    if (property.hasUniqueValue !== true) done.problems.push(notUnique(name));
    return;
  }
  // The group of HubSpot's own task properties has had several names.
  const groupName =
    results.find((each) => each.name === 'hs_task_subject')?.groupName ?? 'task_information';
  const draft = textProperty(name, groupName);
  try {
    await api.properties.create('tasks', { ...draft, hasUniqueValue: true });
  } catch (failure) {
    if (!(failure instanceof SystemFailure) || failure.details.status !== 400) throw failure;
    await api.properties.create('tasks', draft);
    done.problems.push(notUnique(name));
  }
  done.created.push(`task property ${name}`);
}

function notUnique(name: string): string {
  return `task property ${name} is not unique, so HubSpot does not refuse a second task for a lead; leadline then finds its tasks by their text, at two calls more. Archive the property and run this again, if the account may have unique properties on tasks (at most ten).`;
}

function contactProperty(name: string): string {
  return `contact property ${name}`;
}

function contactDraft({ name, holds, unique }: WantedProperty): PropertyDraft {
  const draft = { ...textProperty(name, GROUP), ...(unique && { hasUniqueValue: true }) };
  if (holds === 'time') {
    return { ...draft, type: PropertyType.Datetime, fieldType: FieldType.Date };
  }
  return holds === 'long text' ? { ...draft, fieldType: FieldType.Textarea } : draft;
}

function textProperty(name: string, groupName: string): PropertyDraft {
  return {
    name,
    groupName,
    label: labelOf(name),
    description: 'Written by leadline.',
    type: PropertyType.String,
    fieldType: FieldType.Text,
    formField: false,
  };
}

const SHORT_WORDS = new Set(['utm', 'id', 'url', 'gclid', 'fbclid', 'msclkid', 'gbraid', 'wbraid']);

/** `leadline_first_utm_source` → "Leadline first UTM source". */
function labelOf(name: string): string {
  const words = name
    .split('_')
    .map((word) => (SHORT_WORDS.has(word) ? word.toUpperCase() : word))
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function inWords({ details: { words, advice } }: SystemFailure): string {
  return advice === undefined ? words : `${words}. ${advice}`;
}
