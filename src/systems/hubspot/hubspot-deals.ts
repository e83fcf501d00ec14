import type { SimplePublicObject } from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import type { Crm, CrmDeal } from '../../workflow/ports.ts';
import { brokenItem, errorsIn } from './batch-answer.ts';
import type { ItemEnd } from './combined-call.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { createHubspotGatherer } from './hubspot-gatherer.ts';
import { namingTheOption } from './ownership-scopes.ts';

/** Of one contact the latest are looked at: ids rise, and a shop's customer may have thousands. */
const DEALS_OF_CONTACT_MAX = 100;

/** Inputs of one batch (HubSpot's usage guidelines). */
const BATCH_MAX = 100;

const PROPERTIES = ['dealname', 'dealstage', 'hs_is_closed', 'hubspot_owner_id', 'createdate'];

/** The stages of HubSpot's own pipeline that end a deal. */
const CLOSED_STAGES = new Set(['closedwon', 'closedlost']);

/**
 * Deals by their contact: one call for the ids, and where there are any, one for the deals. Many
 * contacts of the same moment share both. Neither goes through the search index, which lags.
 */
export function createHubspotDeals(api: HubspotApi): Pick<Crm, 'openDealOf'> {
  async function many(contactIds: string[]): Promise<ItemEnd<CrmDeal | undefined>[]> {
    const { ids, broken } = await dealIdsOf(api, contactIds);
    const deals = await readDeals(api, [...new Set([...ids.values()].flat())]);
    return contactIds.map((contactId) => {
      const category = broken.get(contactId);
      if (category !== undefined) return { failed: brokenItem(category, 'after') };
      const found = (ids.get(contactId) ?? []).flatMap((id) => deals.get(id) ?? []);
      return { done: newestOpen(found) };
    });
  }

  return {
    openDealOf: createHubspotGatherer<string, CrmDeal | undefined>(
      // The calls wait for leave themselves: the two are counted in different limits.
      { leave: async () => undefined },
      {
        urgent: true,
        twins: 'shared',
        keyOf: (contactId) => contactId,
        one: async (contactId) => {
          const [end] = await many([contactId]);
          if (end && 'failed' in end) throw end.failed;
          return end?.done;
        },
        many,
      },
    ),
  };
}

/** A contact without deals is left out of the answer, or is one of its errors. */
async function dealIdsOf(
  api: HubspotApi,
  contactIds: string[],
): Promise<{ ids: Map<string, string[]>; broken: Map<string, string> }> {
  const inputs = contactIds.map((id) => ({ id }));
  const answer = await namingTheOption(
    'openDeals',
    api.associationBatches.getPage('contacts', 'deals', { inputs }),
  );
  const ids = answer.results.map(({ _from, to }): [string, string[]] => {
    const all = new Set(to.map(({ toObjectId }) => inText(toObjectId)));
    return [inText(_from.id), [...all].toSorted(later).slice(0, DEALS_OF_CONTACT_MAX)];
  });
  const broken = errorsIn(answer)
    .filter(({ category }) => category !== 'OBJECT_NOT_FOUND')
    .flatMap(({ category, context }) =>
      (context['fromObjectId'] ?? contactIds).map((id): [string, string] => [id, category]),
    );
  return { ids: new Map(ids), broken: new Map(broken) };
}

/** The numbered paths give ids as numbers, which the SDK passes on. */
function inText(id: string | number): string {
  return String(id);
}

/** Deals that were deleted meanwhile are not there, which is no failure. */
async function readDeals(api: HubspotApi, ids: string[]): Promise<Map<string, SimplePublicObject>> {
  const deals = new Map<string, SimplePublicObject>();
  for (let start = 0; start < ids.length; start += BATCH_MAX) {
    const answer = await namingTheOption(
      'openDeals',
      api.objectBatches.read('deals', {
        inputs: ids.slice(start, start + BATCH_MAX).map((id) => ({ id })),
        properties: PROPERTIES,
        propertiesWithHistory: [],
      }),
    );
    const problem = errorsIn(answer).find(({ category }) => category !== 'OBJECT_NOT_FOUND');
    if (problem) throw brokenItem(problem.category, 'after');
    for (const deal of answer.results) deals.set(deal.id, deal);
  }
  return deals;
}

function newestOpen(deals: SimplePublicObject[]): CrmDeal | undefined {
  const [newest] = deals.filter(isOpenAndOwned).toSorted(newer);
  if (!newest) return undefined;
  const { hubspot_owner_id: ownerId, dealname } = newest.properties;
  return { dealId: newest.id, ...(dealname && { name: dealname }), ownerId: ownerId ?? '' };
}

/** HubSpot calculates hs_is_closed a moment after the stage was set; until then the stage tells. */
function isOpenAndOwned({ properties }: SimplePublicObject): boolean {
  const { hs_is_closed: closed, dealstage, hubspot_owner_id: ownerId } = properties;
  if (!ownerId) return false;
  return closed ? closed === 'false' : !CLOSED_STAGES.has(dealstage ?? '');
}

function newer(one: SimplePublicObject, other: SimplePublicObject): number {
  return createdMs(other) - createdMs(one) || later(one.id, other.id);
}

/** A deal's date of creation may have been set by hand; it is what sales see. */
function createdMs({ properties, createdAt }: SimplePublicObject): number {
  const { createdate } = properties;
  return createdate ? Date.parse(createdate) : createdAt.getTime();
}

/** Ids are numbers, written as text. */
function later(one: string, other: string): number {
  return Number(other) - Number(one);
}
