import type { SimplePublicObject } from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import type { CrmContact } from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import { brokenItem, errorsIn } from './batch-answer.ts';
import type { ItemAnswer } from './combined-call.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { createHubspotGatherer } from './hubspot-gatherer.ts';

export type ContactReads = {
  /** By a property whose values are unique. */
  by: (idProperty: string, id: string, properties: string[]) => Promise<CrmContact | undefined>;
  byId: (contactId: string, properties: string[]) => Promise<CrmContact | undefined>;
};

export const OWNER = 'hubspot_owner_id';

/** A person's further addresses, separated by semicolons; a contact is found by them as well. */
const FURTHER_EMAILS = 'hs_additional_emails';

type Read = (id: string) => Promise<CrmContact | undefined>;

/** Contacts are read in one call; many at the same moment, in one call together. */
export function createContactReads(api: HubspotApi): ContactReads {
  const reads = new Map<string, Read>();

  /** One batch can ask for one set of properties only; there are few of them. */
  function readOf(properties: string[], make: (asked: string[]) => Read, kind: string): Read {
    const asked = [...new Set([...properties, OWNER])];
    const name = JSON.stringify([kind, ...asked]);
    const known = reads.get(name) ?? make(asked);
    reads.set(name, known);
    return known;
  }

  return {
    by: (idProperty, id, properties) =>
      readOf(properties, (asked) => readBy(api, idProperty, asked), `by ${idProperty}`)(id),
    byId: (contactId, properties) =>
      readOf(properties, (asked) => readById(api, asked), 'by id')(contactId),
  };
}

function readBy({ granted, leave }: HubspotApi, idProperty: string, asked: string[]): Read {
  const batch = (ids: string[], properties: string[]) =>
    granted.objectBatches.read('contacts', {
      inputs: ids.map((id) => ({ id })),
      properties,
      propertiesWithHistory: [],
      idProperty,
    });
  const inOneForm = (id: string) => (idProperty === 'email' ? id.trim().toLowerCase() : id);
  const recognised = idProperty === 'email' ? ['email', FURTHER_EMAILS] : [idProperty];

  /** Batch read answers 207 for an unknown address: a success class, unlike a single GET's 404. */
  async function one(id: string): Promise<CrmContact | undefined> {
    const answer = await batch([id], asked);
    const [found] = answer.results;
    if (found) return contactOf(found);
    const problem = errorsIn(answer).find(({ category }) => category !== 'OBJECT_NOT_FOUND');
    if (problem) throw brokenItem(problem.category, 'after');
    return undefined;
  }

  async function many(ids: string[]): Promise<ItemAnswer<CrmContact | undefined>[]> {
    const answer = await batch(ids, [...new Set([...asked, ...recognised])]);
    const found = new Map(
      answer.results.flatMap((record) => idsOf(record).map((id) => [id, record])),
    );
    const errors = errorsIn(answer);
    return ids.map((id) => {
      const record = found.get(inOneForm(id));
      if (record) return { done: contactOf(record, recognised, asked) };
      const error = errors.find(({ context }) =>
        context?.['ids']?.some((each) => inOneForm(each) === inOneForm(id)),
      );
      if (!error) return { alone: true };
      if (error.category === 'OBJECT_NOT_FOUND') return { done: undefined };
      return { failed: brokenItem(error.category, 'after') };
    });
  }

  function idsOf({ properties }: SimplePublicObject): string[] {
    return recognised
      .flatMap((name) => {
        const value = properties[name] ?? '';
        return name === FURTHER_EMAILS ? value.split(';') : [value];
      })
      .map(inOneForm);
  }

  return createHubspotGatherer<string, CrmContact | undefined>(
    { leave },
    { urgent: true, twins: 'shared', keyOf: inOneForm, one, many },
  );
}

/** A merged contact still answers to its old id, but only in a call of its own. */
function readById({ granted, leave }: HubspotApi, asked: string[]): Read {
  async function one(contactId: string): Promise<CrmContact | undefined> {
    try {
      return contactOf(await granted.objects.getById('contacts', contactId, asked));
    } catch (failure) {
      if (failure instanceof SystemFailure && failure.details.status === 404) return undefined;
      throw failure;
    }
  }

  async function many(ids: string[]): Promise<ItemAnswer<CrmContact | undefined>[]> {
    const { results } = await granted.objectBatches.read('contacts', {
      inputs: ids.map((id) => ({ id })),
      properties: asked,
      propertiesWithHistory: [],
    });
    const found = new Map(results.map((record) => [record.id, record]));
    return ids.map((id) => {
      const record = found.get(id);
      return record ? { done: contactOf(record) } : { alone: true };
    });
  }

  return createHubspotGatherer<string, CrmContact | undefined>(
    { leave },
    { urgent: true, twins: 'shared', keyOf: (id) => id, one, many },
  );
}

/** `besides`: properties that were read only to tell records apart, unless they were asked for. */
function contactOf(
  record: { id: string; properties: Record<string, string | null> },
  besides: string[] = [],
  asked: string[] = [],
): CrmContact {
  const properties: Record<string, string> = {};
  for (const [name, value] of Object.entries(record.properties)) {
    if (besides.includes(name) && !asked.includes(name)) continue;
    if (value !== null && value !== '') properties[name] = value;
  }
  const ownerId = properties[OWNER];
  return { contactId: record.id, properties, ...(ownerId !== undefined && { ownerId }) };
}
