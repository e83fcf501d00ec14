import {
  type BatchError,
  batchReply,
  checkBatchSize,
  checkNoDuplicates,
  writeBatch,
} from './batch.ts';
import { scopeOf, shown, typeIn, writeContext } from './object-routes.ts';
import { OBJECT_TYPES, type ObjectTypeName } from './object-types.ts';
import { findRecord, isUnique } from './record-lookup.ts';
import { readProperties, recordView } from './record-view.ts';
import { planCreate, planUpdate } from './record-writes.ts';
import { Refusal, validationError } from './refusal.ts';
import { bodies, readBody } from './request-body.ts';
import type { Call, Reply, Route } from './route.ts';
import type { StoredRecord } from './stored-record.ts';

/** A hundred records at a time. */
export const batchRoutes: Route[] = [
  route('create', 'write', create),
  route('read', 'read', read),
  route('update', 'write', update),
  route('upsert', 'write', upsert),
  route('archive', 'write', archive),
];

function route(verb: string, access: 'read' | 'write', answer: (call: Call) => Reply): Route {
  return {
    area: 'objects',
    method: 'POST',
    pattern: `:type/batch/${verb}`,
    versions: 'v3',
    scopes: (call) => [scopeOf(typeIn(call), access)],
    budget: 'burst',
    answer,
  };
}

function create(call: Call): Reply {
  const { inputs } = readBody(call, bodies.batchCreate);
  checkBatchSize(inputs);
  const context = writeContext(call);
  const outcomes = writeBatch(inputs, (index) => {
    const input = inputs[index] ?? { properties: {}, associations: [] };
    const { uniqueValues, commit } = planCreate(context, input);
    return { ids: uniqueValues, commit };
  });
  return written(call, inputs, outcomes, { allGood: 201, view: withTrace(call) });
}

type Update = {
  id: string;
  idProperty?: string | undefined;
  properties: Record<string, string>;
  objectWriteTraceId?: string | undefined;
};

/** The ids are record ids, of records as they are: one that was merged away is passed over. */
function update(call: Call): Reply {
  const { inputs } = readBody(call, bodies.batchUpdate);
  checkBatchSize(inputs);
  checkNoDuplicates(inputs.map((input) => input.id));
  const context = writeContext(call);
  const { portal, type } = context;
  for (const { idProperty } of inputs) refuseNonUnique(call, type, idProperty, ['email']);
  const present = inputs.filter(({ id }) => !portal.store.wasMerged(type, id));
  const [known, missing] = parted(present, (input) => lookUp(call, type, input) !== undefined);
  const outcomes = writeBatch(known, (index) => {
    const input = known[index];
    const record = input && lookUp(call, type, input);
    if (!input || !record) throw couldNotGet(type);
    const { uniqueValues, commit } = planUpdate(context, record, input.properties);
    return { ids: [record.id, ...uniqueValues], commit };
  });
  return written(call, known, outcomes, {
    allGood: 200,
    view: withTrace(call),
    more: missing.map((input) => notFound(type, input)),
  });
}

/** Creates or changes by a value that only one record can have; `new` says which it was. */
function upsert(call: Call): Reply {
  const { inputs } = readBody(call, bodies.batchUpdate);
  checkBatchSize(inputs);
  const context = writeContext(call);
  const { type } = context;
  for (const { idProperty } of inputs) refuseNonUnique(call, type, idProperty, []);
  checkNoDuplicates(inputs.map((input) => normalised(input)));
  const fresh = new Set<StoredRecord>();
  const [possible, missing] = parted(
    inputs,
    (input) => !byRecordId(input) || lookUp(call, type, input) !== undefined,
  );
  const outcomes = writeBatch(possible, (index) => {
    const input = possible[index];
    if (!input) throw couldNotGet(type);
    const record = lookUp(call, type, input);
    if (record) {
      const { uniqueValues, commit } = planUpdate(context, record, input.properties);
      return { ids: [record.id, ...uniqueValues], commit };
    }
    const properties = { [input.idProperty ?? '']: input.id, ...input.properties };
    const planned = planCreate(context, { properties, associations: [] });
    const commit = () => {
      const made = planned.commit();
      fresh.add(made);
      return made;
    };
    return { ids: planned.uniqueValues, commit };
  });
  const view = (record: StoredRecord, input: Update) => ({
    ...shown(call, record, Object.keys(input.properties)),
    new: fresh.has(record),
  });
  return written(call, possible, outcomes, {
    allGood: 200,
    view,
    more: missing.map((input) => notFound(type, input)),
  });
}

function read(call: Call): Reply {
  const { inputs, properties, idProperty } = readBody(call, bodies.batchRead);
  checkBatchSize(inputs);
  const { portal } = call;
  const type = typeIn(call).name;
  const archived = call.query.get('archived') === 'true';
  const ids = [...new Set(inputs.map((input) => input.id))];
  const found = ids.map((id) => {
    // Ids of merged records work one at a time, not in batches.
    if (!idProperty && portal.store.wasMerged(type, id)) return undefined;
    const record = findRecord(portal, type, id, idProperty);
    return record && (record.archivedAt !== undefined) === archived ? record : undefined;
  });
  const missing = ids.filter((_, index) => !found[index]);
  const view = recordView(portal, call.dated);
  const records = [...new Set(found.filter((record) => record !== undefined))];
  return batchReply(call, {
    results: records.map((record) => view(record, readProperties(portal, record, properties))),
    errors: missing.length > 0 ? [{ refusal: couldNotGet(type), context: { ids: missing } }] : [],
    allGood: 200,
    startedAt: portal.now(),
  });
}

function archive(call: Call): Reply {
  const { inputs } = readBody(call, bodies.batchArchive);
  checkBatchSize(inputs);
  const { store } = call.portal;
  for (const { id } of inputs) {
    const record = store.byIdOrMerged(typeIn(call).name, id);
    if (record && record.archivedAt === undefined) store.archive(record);
  }
  return { status: 204 };
}

function written<T extends { objectWriteTraceId?: string | undefined }>(
  call: Call,
  inputs: T[],
  outcomes: ({ done: StoredRecord } | { refusal: Refusal })[],
  options: {
    allGood: number;
    view: (record: StoredRecord, input: T) => Record<string, unknown>;
    more?: BatchError[];
  },
): Reply {
  const results: Record<string, unknown>[] = [];
  const errors: BatchError[] = [...(options.more ?? [])];
  for (const [index, outcome] of outcomes.entries()) {
    const input = inputs[index];
    if (!input) continue;
    if ('done' in outcome) results.push(options.view(outcome.done, input));
    else errors.push({ refusal: outcome.refusal, context: traceContext(input) });
  }
  const { allGood } = options;
  return batchReply(call, { results, errors, allGood, startedAt: call.portal.now() });
}

/** Dated paths give a create's and an update's trace id back with the record. */
const withTrace =
  (call: Call) =>
  (
    record: StoredRecord,
    input: { properties: Record<string, string>; objectWriteTraceId?: string | undefined },
  ): Record<string, unknown> => ({
    ...shown(call, record, Object.keys(input.properties)),
    ...(call.dated && input.objectWriteTraceId && { objectWriteTraceId: input.objectWriteTraceId }),
  });

function traceContext(input: { objectWriteTraceId?: string | undefined }) {
  return input.objectWriteTraceId ? { objectWriteTraceId: [input.objectWriteTraceId] } : {};
}

const lookUp = (call: Call, type: ObjectTypeName, input: Update): StoredRecord | undefined => {
  const record = findRecord(call.portal, type, input.id, input.idProperty);
  return record?.archivedAt === undefined ? record : undefined;
};

const byRecordId = ({ idProperty }: Update): boolean =>
  !idProperty || idProperty === 'hs_object_id';

const normalised = ({ id, idProperty }: Update): string =>
  idProperty === 'email' ? id.trim().toLowerCase() : id;

function refuseNonUnique(
  call: Call,
  type: ObjectTypeName,
  idProperty: string | undefined,
  except: string[],
): void {
  if (!idProperty || (isUnique(call.portal, type, idProperty) && !except.includes(idProperty))) {
    return;
  }
  throw validationError(
    `Unable to perform update/upsert by non-unique ${OBJECT_TYPES[type].typeId} property ${idProperty}`,
  );
}

function couldNotGet(type: ObjectTypeName): Refusal {
  return new Refusal(404, {
    message: `Could not get some ${OBJECT_TYPES[type].singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
    category: 'OBJECT_NOT_FOUND',
  });
}

const notFound = (type: ObjectTypeName, input: Update): BatchError => ({
  refusal: couldNotGet(type),
  context: { ids: [input.id], ...traceContext(input) },
});

function parted<T>(entries: T[], test: (entry: T) => boolean): [T[], T[]] {
  return [entries.filter((entry) => test(entry)), entries.filter((entry) => !test(entry))];
}
