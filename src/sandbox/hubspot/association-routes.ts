import type { AssociationType } from './association-book.ts';
import {
  type AssociationSpec,
  associationTarget,
  associationTypeFor,
  defaultTypeBetween,
} from './association-requests.ts';
import { type BatchError, batchReply, checkBatchSize } from './batch.ts';
import {
  OBJECT_TYPES,
  type ObjectType,
  type ObjectTypeName,
  objectTypeOf,
} from './object-types.ts';
import { attempted, Refusal, validationError } from './refusal.ts';
import { bodies, readBody } from './request-body.ts';
import type { Area, Call, Reply, Route } from './route.ts';
import type { StoredRecord } from './stored-record.ts';

/** Links between records. All of them are made in both directions, and once only. */
export const associationRoutes: Route[] = [
  route('objects', 'PUT', ':from/:id/associations/default/:to/:toId', 'write', putDefault),
  route('objects', 'PUT', ':from/:id/associations/:to/:toId', 'write', putLabelled),
  route('objects', 'DELETE', ':from/:id/associations/:to/:toId', 'write', remove),
  route('objects', 'GET', ':from/:id/associations/:to', 'read', list),
  route('associations', 'POST', ':from/:to/batch/associate/default', 'write', batchDefault),
  route('associations', 'POST', ':from/:to/batch/create', 'write', batchCreate),
  route('associations', 'POST', ':from/:to/batch/read', 'read', batchRead),
  route('associations', 'POST', ':from/:to/batch/archive', 'write', batchArchive),
];

const WRITES_MAX = 2_000;
const READS_MAX = 1_000;

function route(
  area: Area,
  method: string,
  pattern: string,
  access: 'read' | 'write',
  answer: (call: Call) => Reply,
): Route {
  // A scope for either end is enough.
  const scopes = (call: Call) =>
    [fromType(call), toType(call)].map((type) =>
      access === 'read' ? type.readScope : type.writeScope,
    );
  return { area, method, pattern, versions: 'v4', scopes, budget: 'associations', answer };
}

const fromType = (call: Call): ObjectType => objectTypeOf(call.params['from'] ?? '');
const toType = (call: Call): ObjectType => objectTypeOf(call.params['to'] ?? '');

type Ends = { from: StoredRecord; to: StoredRecord };

function ends(call: Call, fromId: string, toId: string): Ends {
  const { portal } = call;
  return {
    from: associationTarget(portal, fromType(call).name, fromId),
    to: associationTarget(portal, toType(call).name, toId),
  };
}

const pathEnds = (call: Call) => ends(call, call.params['id'] ?? '', call.params['toId'] ?? '');

function putDefault(call: Call): Reply {
  return defaultReply(call, [pathEnds(call)]);
}

function batchDefault(call: Call): Reply {
  const { inputs } = readBody(call, bodies.pairs);
  checkBatchSize(inputs, WRITES_MAX);
  const pairs = inputs.map(({ from, to }) => ends(call, from.id, to.id));
  return defaultReply(call, pairs);
}

function defaultReply(call: Call, pairs: Ends[]): Reply {
  const type = defaultTypeBetween(fromType(call).name, toType(call).name);
  const results = pairs.flatMap(({ from, to }) =>
    call.portal.associations.associate(from, to, type).map((made) => ({
      from: { id: from.id },
      to: { id: to.id },
      associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: made.id },
    })),
  );
  return batchReply(call, { results, errors: [], allGood: 200, startedAt: call.portal.now() });
}

function putLabelled(call: Call): Reply {
  const specs = readBody(call, bodies.associationSpecs);
  return { status: 201, body: associateAs(call, pathEnds(call), specs) };
}

function associateAs(call: Call, { from, to }: Ends, specs: AssociationSpec[]) {
  for (const each of typesOf(from.type, to.type, specs)) {
    call.portal.associations.associate(from, to, each);
  }
  return {
    fromObjectTypeId: OBJECT_TYPES[from.type].typeId,
    fromObjectId: from.id,
    toObjectTypeId: OBJECT_TYPES[to.type].typeId,
    toObjectId: to.id,
    labels: [],
  };
}

function typesOf(
  from: ObjectTypeName,
  to: ObjectTypeName,
  specs: AssociationSpec[],
): AssociationType[] {
  return specs.map((spec) => {
    const type = associationTypeFor(from, spec);
    if (type.to === to) return type;
    throw validationError(
      `invalid to object type ${OBJECT_TYPES[to].typeId} for associations to be created. expected: ${OBJECT_TYPES[type.to].typeId}`,
    );
  });
}

/** Each input stands for itself. Dated 2026-09 answers 200 where v4 and the earlier say 201. */
function batchCreate(call: Call): Reply {
  const { inputs } = readBody(call, bodies.labelledPairs);
  checkBatchSize(inputs, WRITES_MAX);
  const tried = inputs.map(({ from, to, types }) =>
    attempted(() => associateAs(call, ends(call, from.id, to.id), types)),
  );
  return batchReply(call, {
    results: tried.flatMap((each) => (each.done ? [each.done] : [])),
    errors: tried.flatMap((each) => (each.refusal ? [{ refusal: each.refusal }] : [])),
    allGood: call.version === '2026-09' ? 200 : 201,
    startedAt: call.portal.now(),
  });
}

function remove(call: Call): Reply {
  const { from, to } = pathEnds(call);
  call.portal.associations.dissociate(from, to);
  return { status: 204 };
}

function batchArchive(call: Call): Reply {
  const { inputs } = readBody(call, bodies.fromMany);
  checkBatchSize(inputs, WRITES_MAX);
  for (const { from, to } of inputs) {
    for (const each of to) {
      const pair = ends(call, from.id, each.id);
      call.portal.associations.dissociate(pair.from, pair.to);
    }
  }
  return call.version === '2026-09' ? { status: 200, body: {} } : { status: 204 };
}

function list(call: Call): Reply {
  const from = call.portal.store.byIdOrMerged(fromType(call).name, call.params['id'] ?? '');
  return { status: 200, body: { results: from ? associatedView(call, from) : [] } };
}

/** Records with nothing at the other end are listed as errors, hence 207. */
function batchRead(call: Call): Reply {
  const { inputs } = readBody(call, bodies.ids);
  checkBatchSize(inputs, READS_MAX);
  const { store, associations } = call.portal;
  const results: unknown[] = [];
  const errors: BatchError[] = [];
  for (const { id } of inputs) {
    const from = store.byIdOrMerged(fromType(call).name, id);
    if (from && associations.of(from, toType(call).name).length > 0) {
      results.push({ from: { id }, to: associatedView(call, from) });
    } else errors.push(nothingAssociated(call, id));
  }
  return batchReply(call, { results, errors, allGood: 200, startedAt: call.portal.now() });
}

function associatedView(call: Call, from: StoredRecord) {
  const found = call.portal.associations.of(from, toType(call).name);
  return [...new Set(found.map((each) => each.to))].map((to) => ({
    toObjectId: to.id,
    associationTypes: found
      .filter((each) => each.to === to)
      .map(({ type }) => ({
        category: 'HUBSPOT_DEFINED',
        typeId: type.id,
        label: type.primary ? 'Primary' : null,
      })),
  }));
}

function nothingAssociated(call: Call, id: string): BatchError {
  const [from, to] = [fromType(call), toType(call)];
  const refusal = new Refusal(404, {
    message: `No ${to.singular} is associated with ${from.singular} ${id}.`,
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
  });
  const context = {
    fromObjectId: [id],
    fromObjectType: [from.singular],
    toObjectType: [to.singular],
  };
  return { refusal, context };
}
