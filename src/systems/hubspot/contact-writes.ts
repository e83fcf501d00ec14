import type { SimplePublicObject } from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import { SystemFailure } from '../../workflow/system-failure.ts';
import { endsOfWrites, traceIdAt, unansweredItem } from './batch-answer.ts';
import type { ItemAnswer } from './combined-call.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { createHubspotGatherer } from './hubspot-gatherer.ts';

type Properties = Record<string, string>;
type Update = { id: string; properties: Properties };

export type ContactWrites = {
  create: (properties: Properties) => Promise<{ id: string }>;
  update: (update: Update) => Promise<{ id: string }>;
};

/**
 * Contacts are written in one call each; those of the same moment, in one call together. Not by
 * upsert: what a person has already (an owner, a first touch) has to be read before it is known what
 * may be written, so who is new and who is not is known by then.
 */
export function createContactWrites(api: HubspotApi): ContactWrites {
  const { granted } = api;

  const createOne = async (properties: Properties) =>
    granted.objects.create('contacts', { properties, associations: [] });

  const createGathered = createHubspotGatherer<Properties, { id: string }>(api, {
    urgent: true,
    twins: 'apart',
    keyOf: emailOf,
    one: createOne,
    many: async (all) => {
      const inputs = all.map((properties, place) => ({
        properties,
        associations: [],
        objectWriteTraceId: traceIdAt(place),
      }));
      const answer = await granted.objectBatches.create('contacts', { inputs });
      return endsOfWrites(all, answer, hasAddressOf, unansweredItem);
    },
  });

  const update = createHubspotGatherer<Update, { id: string }>(api, {
    urgent: true,
    twins: 'apart',
    keyOf: ({ id }) => id,
    one: async ({ id, properties }) => granted.objects.update('contacts', id, { properties }),
    many: async (updates) => {
      const inputs = updates.map((each, place) => ({
        ...each,
        objectWriteTraceId: traceIdAt(place),
      }));
      const answer = await granted.objectBatches.update('contacts', { inputs });
      const ends = endsOfWrites(updates, answer, hasIdOf, () => ({ alone: true }));
      return ends.map(aloneIfNotFound);
    },
  });

  return {
    // Without an address nothing would tell which record of a batch's answer it is.
    create: async (properties) => {
      if (emailOf(properties) !== undefined) return createGathered(properties);
      await api.leave(true);
      return createOne(properties);
    },
    update,
  };
}

/** The id of a contact that was merged works in a call of its own, and not in a batch. */
function aloneIfNotFound(end: ItemAnswer<SimplePublicObject>): ItemAnswer<SimplePublicObject> {
  const failure = 'failed' in end ? end.failed : undefined;
  const notFound = failure instanceof SystemFailure && failure.details.status === 404;
  return notFound ? { alone: true } : end;
}

const hasIdOf = (record: SimplePublicObject, { id }: Update) => record.id === id;

const hasAddressOf = (record: SimplePublicObject, properties: Properties) =>
  emailOf(record.properties) === emailOf(properties);

function emailOf({ email }: Record<string, string | null>): string | undefined {
  return email?.trim().toLowerCase() || undefined;
}
