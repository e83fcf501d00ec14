import { allEmails } from './email-index.ts';
import { scopeOf, typeIn } from './object-routes.ts';
import { findRecord } from './record-lookup.ts';
import { resourceNotFound } from './refusal.ts';
import { bodies, readBody } from './request-body.ts';
import type { Call, Reply, Route } from './route.ts';

export const erasureRoutes: Route[] = [
  {
    area: 'objects',
    method: 'POST',
    pattern: ':type/gdpr-delete',
    versions: 'v3',
    scopes: (call) => [scopeOf(typeIn(call), 'write')],
    budget: 'burst',
    answer: erase,
  },
];

/** The contact is gone for good, and its addresses can never be used again. */
function erase(call: Call): Reply {
  const { portal } = call;
  const type = typeIn(call).name;
  const { objectId, idProperty } = readBody(call, bodies.gdprDelete);
  const record = findRecord(portal, type, objectId, idProperty);
  if (!record && idProperty !== 'email') throw resourceNotFound();
  const emails = record ? allEmails(record) : [objectId.trim().toLowerCase()];
  if (type === 'contacts') for (const email of emails) portal.blockedEmails.add(email);
  if (record) {
    portal.associations.forget(record);
    portal.store.erase(record);
  }
  return { status: 204 };
}
