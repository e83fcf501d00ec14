import { type ObjectTypeName, objectTypeOf } from './object-types.ts';
import { type PropertyDefinition, propertyView } from './property-definition.ts';
import { attempted, errorEnvelope, Refusal, validationError } from './refusal.ts';
import { bodies, propertyBodies, readBody } from './request-body.ts';
import { type Call, listOf, type Reply, type Route } from './route.ts';

/** Definitions of properties and their groups: what the setup command needs. */
export const propertyRoutes: Route[] = [
  route('GET', ':type/groups', 'read', listGroups),
  route('POST', ':type/groups', 'write', createGroup),
  route('POST', ':type/batch/create', 'write', batchCreate),
  route('POST', ':type/batch/read', 'read', batchRead),
  route('POST', ':type/batch/archive', 'write', batchArchive),
  route('GET', ':type', 'read', list),
  route('POST', ':type', 'write', create),
  route('GET', ':type/:name', 'read', read),
  route('DELETE', ':type/:name', 'write', archive),
];

const BATCH_MAX = 100;

function route(
  method: string,
  pattern: string,
  access: 'read' | 'write',
  answer: (call: Call) => Reply,
): Route {
  const scopes = (call: Call) => {
    const type = objectTypeOf(call.params['type'] ?? '');
    return [access === 'read' ? type.schemaReadScope : type.schemaWriteScope];
  };
  return { area: 'properties', method, pattern, versions: 'v3', scopes, budget: 'burst', answer };
}

const typeIn = (call: Call): ObjectTypeName => objectTypeOf(call.params['type'] ?? '').name;

function list(call: Call): Reply {
  const wanted = listOf(call.query, 'properties');
  const results = call.portal.properties
    .list(typeIn(call), call.query.get('archived') === 'true')
    .filter((each) => wanted.length === 0 || wanted.includes(each.name));
  return { status: 200, body: { results: results.map(propertyView) } };
}

function read(call: Call): Reply {
  const name = call.params['name'] ?? '';
  const found = definition(call, name, call.query.get('archived') === 'true');
  if (!found) throw unknownName(name);
  return { status: 200, body: propertyView(found) };
}

function create(call: Call): Reply {
  const draft = readBody(call, propertyBodies.create);
  const made = call.portal.properties.create(typeIn(call), draft);
  return {
    status: 201,
    headers: { location: `https://api.hubapi.com${call.path}/${made.name}` },
    body: propertyView(made),
  };
}

function archive(call: Call): Reply {
  call.portal.properties.archive(typeIn(call), call.params['name'] ?? '');
  return { status: 204 };
}

/** Each input stands for itself: those that fail are listed beside those that were made. */
function batchCreate(call: Call): Reply {
  const { inputs } = limited(readBody(call, propertyBodies.batchCreate));
  const tried = inputs.map((draft) =>
    attempted(() => call.portal.properties.create(typeIn(call), draft)),
  );
  const made = tried.flatMap((each) => (each.done ? [propertyView(each.done)] : []));
  const refused = tried.flatMap((each) => (each.refusal ? [each.refusal] : []));
  return batchReply(call, made, refused, 201);
}

function batchRead(call: Call): Reply {
  const { inputs, archived } = limited(readBody(call, bodies.names));
  const found = inputs.map(({ name }) => definition(call, name, archived) ?? unknownName(name));
  const refused = found.filter((each) => each instanceof Refusal);
  const results = found.flatMap((each) => (each instanceof Refusal ? [] : [propertyView(each)]));
  return batchReply(call, results, refused, 200);
}

function batchArchive(call: Call): Reply {
  for (const { name } of limited(readBody(call, bodies.names)).inputs) {
    call.portal.properties.archive(typeIn(call), name);
  }
  return { status: 204 };
}

function batchReply(
  call: Call,
  results: Record<string, unknown>[],
  refused: Refusal[],
  status: number,
): Reply {
  const at = new Date(call.portal.now()).toISOString();
  const errors = refused.map(({ body }) => errorEnvelope(body, call.portal.newUuid()));
  return {
    status: refused.length > 0 ? 207 : status,
    body: {
      status: 'COMPLETE',
      results,
      ...(errors.length > 0 && { numErrors: errors.length, errors }),
      startedAt: at,
      completedAt: at,
    },
  };
}

function limited<T extends { inputs: unknown[] }>(body: T): T {
  if (body.inputs.length > BATCH_MAX) {
    throw validationError(
      `The maximum number of inputs supported in a batch request is ${BATCH_MAX}`,
    );
  }
  return body;
}

function definition(call: Call, name: string, archived: boolean): PropertyDefinition | undefined {
  const { properties } = call.portal;
  if (!archived) return properties.find(typeIn(call), name);
  return properties.list(typeIn(call), true).find((each) => each.name === name);
}

function unknownName(name: string): Refusal {
  return new Refusal(404, {
    message: `Property ${name} does not exist.`,
    category: 'OBJECT_NOT_FOUND',
    context: { propertyName: [name] },
  });
}

function listGroups(call: Call): Reply {
  return { status: 200, body: { results: call.portal.properties.groups.list(typeIn(call)) } };
}

function createGroup(call: Call): Reply {
  const draft = readBody(call, bodies.group);
  return { status: 201, body: call.portal.properties.groups.create(typeIn(call), draft) };
}
