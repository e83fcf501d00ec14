import { ownerView } from './owner-book.ts';
import { pageOf } from './paging.ts';
import { resourceNotFound } from './refusal.ts';
import type { Call, Reply, Route } from './route.ts';

const owners = {
  area: 'owners',
  method: 'GET',
  versions: 'v3',
  scopes: () => ['crm.objects.owners.read'],
  budget: 'burst',
} satisfies Partial<Route>;

export const ownerRoutes: Route[] = [
  { ...owners, pattern: '', answer: list },
  { ...owners, pattern: ':id', answer: read },
];

/** `archived=true` lists the archived ones only. */
function list(call: Call): Reply {
  const email = call.query.get('email')?.toLowerCase();
  const found = call.portal.owners
    .list(call.query.get('archived') === 'true')
    .filter((owner) => !email || owner.email === email);
  const page = pageOf(call, found, { normal: 100, most: 500 });
  return { status: 200, body: { ...page, results: page.results.map(ownerView) } };
}

function read(call: Call): Reply {
  const { owners: book } = call.portal;
  const id = call.params['id'] ?? '';
  const owner = call.query.get('idProperty') === 'userId' ? book.byUserId(id) : book.byId(id);
  if (!owner || owner.archived !== (call.query.get('archived') === 'true'))
    throw resourceNotFound();
  return { status: 200, body: ownerView(owner) };
}
