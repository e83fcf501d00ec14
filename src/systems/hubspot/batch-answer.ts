import type {
  BatchResponseSimplePublicObject,
  BatchResponseSimplePublicObjectWithErrors,
  SimplePublicObject,
  StandardError,
} from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import { SystemFailure } from '../../workflow/system-failure.ts';
import type { ItemAnswer } from './combined-call.ts';
import { hubspotFailure } from './hubspot-failures.ts';

export type BatchAnswer =
  | BatchResponseSimplePublicObject
  | BatchResponseSimplePublicObjectWithErrors;

type WithErrors = { results: unknown[]; errors?: StandardError[] | undefined };

/** What stands in the place of a status where a batch was answered with 207. */
const STATUS_OF: Record<string, number> = {
  VALIDATION_ERROR: 400,
  MISSING_SCOPES: 403,
  OBJECT_NOT_FOUND: 404,
  CONFLICT: 409,
  OBJECT_ALREADY_EXISTS: 409,
  LOCKED: 423,
  RATE_LIMITS: 429,
};

/** Unique within its batch, by which HubSpot answers item by item instead of refusing them all. */
export function traceIdAt(place: number): string {
  return `leadline-${place}`;
}

export function errorsIn(answer: { results: unknown[] } | WithErrors): StandardError[] {
  return 'errors' in answer ? (answer.errors ?? []) : [];
}

/**
 * What became of each item of a written batch. HubSpot answers in any order: by trace id, or else
 * by what a record has that no other of the batch has.
 *
 * @param unanswered of an item that the answer says nothing of
 */
export function endsOfWrites<Item>(
  items: Item[],
  answer: BatchAnswer,
  isOf: (record: SimplePublicObject, item: Item) => boolean,
  unanswered: () => ItemAnswer<SimplePublicObject>,
): ItemAnswer<SimplePublicObject>[] {
  const traced = new Map(answer.results.map((record) => [record.objectWriteTraceId, record]));
  const errors = errorsIn(answer);
  return items.map((item, place) => {
    const traceId = traceIdAt(place);
    const error = errors.find(({ context }) => context?.['objectWriteTraceId']?.includes(traceId));
    if (error) return { failed: itemFailure(error) };
    const record = traced.get(traceId) ?? answer.results.find((each) => isOf(each, item));
    return record ? { done: record } : unanswered();
  });
}

/** The failure that this record would have met in a call of its own. */
function itemFailure(error: StandardError): SystemFailure {
  const { category, message } = error;
  const status = STATUS_OF[category] ?? (/^locked\b/i.test(message) ? 423 : undefined);
  if (status === undefined) return brokenItem(category, 'during');
  return hubspotFailure({ status, headers: {}, text: JSON.stringify(error) }, 0);
}

/** A batch that was answered, but not for this record. A read changes nothing, so `after` it. */
export function brokenItem(category: string, when: 'during' | 'after'): SystemFailure {
  return new SystemFailure({
    system: 'hubspot',
    kind: category === 'VALIDATION_ERROR' ? 'invalid' : 'unavailable',
    when,
    status: 207,
    code: category,
    words: `207 without the record: ${category}`,
  });
}

/** HubSpot took the batch and does not say what became of a record that was to be made. */
export function unansweredItem(): ItemAnswer<never> {
  return {
    failed: new SystemFailure({
      system: 'hubspot',
      kind: 'unavailable',
      when: 'during',
      status: 207,
      code: 'ITEM_UNANSWERED',
      words: 'the batch was answered, but not for this record',
      advice: 'Nothing to mend in the lead: it is looked up before it is written again.',
    }),
  };
}
