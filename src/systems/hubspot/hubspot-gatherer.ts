import { SystemFailure } from '../../workflow/system-failure.ts';
import { createGatherer, type GathererOptions } from './gatherer.ts';
import type { HubspotApi } from './hubspot-api.ts';

/** Inputs of one batch (HubSpot's usage guidelines). */
const ITEMS_MAX = 100;

/**
 * Statuses of a whole batch that one record in it can be the reason of: values that are not valid,
 * an address that somebody has, a record that is locked or was merged too often.
 */
const OWED_TO_ONE = new Set([400, 404, 409, 413, 414, 423]);

/** Gathers calls of one kind into HubSpot's batches. `urgent`: an alert waits for them. */
export function createHubspotGatherer<Item, Result>(
  api: Pick<HubspotApi, 'leave'>,
  {
    urgent,
    ...kind
  }: Pick<GathererOptions<Item, Result>, 'one' | 'many' | 'keyOf' | 'twins'> & { urgent: boolean },
): (item: Item) => Promise<Result> {
  return createGatherer<Item, Result>({
    ...kind,
    itemsMax: ITEMS_MAX,
    leave: () => api.leave(urgent),
    canBeOwedToOne: (failure) =>
      failure instanceof SystemFailure &&
      failure.details.when === 'after' &&
      OWED_TO_ONE.has(failure.details.status ?? 0),
  });
}
