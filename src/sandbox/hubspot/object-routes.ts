import { findObjectType, type ObjectType, objectTypeOf } from './object-types.ts';
import { pageOf } from './paging.ts';
import { findRecord, recordAt } from './record-lookup.ts';
import { associationsView, readProperties, recordView, writtenProperties } from './record-view.ts';
import { planCreate, planUpdate, type WriteContext } from './record-writes.ts';
import { validationError } from './refusal.ts';
import { bodies, readBody } from './request-body.ts';
import { type Call, listOf, type Reply, type Route } from './route.ts';
import type { StoredRecord } from './stored-record.ts';

/** One record at a time: create, read, change, archive, list. */
export const objectRoutes: Route[] = [
  route('POST', ':type', 'write', create),
  route('GET', ':type', 'read', list),
  route('GET', ':type/:id', 'read', read),
  route('PATCH', ':type/:id', 'write', update),
  route('DELETE', ':type/:id', 'write', archive),
];

function route(
  method: string,
  pattern: string,
  access: 'read' | 'write',
  answer: (call: Call) => Reply,
): Route {
  const scopes = (call: Call) => [scopeOf(typeIn(call), access)];
  return { area: 'objects', method, pattern, versions: 'v3', scopes, budget: 'burst', answer };
}

export const typeIn = (call: Call): ObjectType => objectTypeOf(call.params['type'] ?? '');

export const scopeOf = (type: ObjectType, access: 'read' | 'write'): string =>
  access === 'read' ? type.readScope : type.writeScope;

export const writeContext = (call: Call): WriteContext => ({
  portal: call.portal,
  type: typeIn(call).name,
  enforceRequired: call.enforceRequired,
});

export function shown(call: Call, record: StoredRecord, sent: string[]): Record<string, unknown> {
  const view = recordView(call.portal, call.dated);
  return view(record, writtenProperties(call.portal, record, sent));
}

function create(call: Call): Reply {
  const sent = readBody(call, bodies.create);
  const record = planCreate(writeContext(call), sent).commit();
  return {
    status: 201,
    headers: { location: `https://api.hubapi.com${call.path}/${record.id}` },
    body: shown(call, record, Object.keys(sent.properties)),
  };
}

function read(call: Call): Reply {
  const { portal } = call;
  const record = recordAt(call, typeIn(call).name, call.query.get('archived') === 'true');
  const asked = listOf(call.query, 'properties');
  const wanted = listOf(call.query, 'associations').map((word) => {
    const type = findObjectType(word);
    if (!type) throw validationError(`Unable to infer object type from: ${word}`);
    return type.name;
  });
  const body = recordView(portal, call.dated)(record, readProperties(portal, record, asked));
  return { status: 200, body: { ...body, ...associationsView(portal, record, wanted) } };
}

function update(call: Call): Reply {
  const record = recordAt(call, typeIn(call).name, false);
  const { properties } = readBody(call, bodies.update);
  planUpdate(writeContext(call), record, properties).commit();
  return { status: 200, body: shown(call, record, Object.keys(properties)) };
}

/** Archiving what is archived already is answered like the first time. */
function archive(call: Call): Reply {
  const type = typeIn(call).name;
  const found = findRecord(call.portal, type, call.params['id'] ?? '', undefined);
  if (found?.archivedAt !== undefined) return { status: 204 };
  call.portal.store.archive(recordAt(call, type, false));
  return { status: 204 };
}

function list(call: Call): Reply {
  const { portal } = call;
  const archived = call.query.get('archived') === 'true';
  const asked = listOf(call.query, 'properties');
  const view = recordView(portal, call.dated);
  const records = portal.store
    .all(typeIn(call).name)
    .filter((record) => (record.archivedAt !== undefined) === archived);
  const page = pageOf(call, records, { normal: 10, most: 100 });
  const results = page.results.map((record) => view(record, readProperties(portal, record, asked)));
  return { status: 200, body: { ...page, results } };
}
