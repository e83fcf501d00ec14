import { mergeRecords } from './merge.ts';
import { scopeOf, shown, typeIn } from './object-routes.ts';
import { resourceNotFound } from './refusal.ts';
import { bodies, readBody } from './request-body.ts';
import type { Call, Reply, Route } from './route.ts';

export const mergeRoutes: Route[] = [
  {
    area: 'objects',
    method: 'POST',
    pattern: ':type/merge',
    versions: 'v3',
    scopes: (call) => [scopeOf(typeIn(call), 'write')],
    budget: 'burst',
    answer: merge,
  },
];

function merge(call: Call): Reply {
  const type = typeIn(call);
  if (!type.mergeable) throw resourceNotFound();
  const { primaryObjectId, objectIdToMerge } = readBody(call, bodies.merge);
  const survivor = mergeRecords(call.portal, type.name, primaryObjectId, objectIdToMerge);
  return { status: 200, body: shown(call, survivor, Object.keys(survivor.properties)) };
}
