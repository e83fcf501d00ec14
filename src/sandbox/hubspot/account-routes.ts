import { DateTime } from 'luxon';
import type { Call, Reply, Route } from './route.ts';

/** The cheapest call there is: any valid token may make it. */
export const accountRoutes: Route[] = [
  {
    area: 'account-info',
    method: 'GET',
    pattern: 'details',
    versions: 'v3',
    scopes: () => [],
    budget: 'burst',
    answer: details,
  },
];

function details({ portal }: Call): Reply {
  const local = DateTime.fromMillis(portal.now(), { zone: portal.timeZone });
  return {
    status: 200,
    body: {
      portalId: portal.portalId,
      accountType: 'STANDARD',
      timeZone: portal.timeZone,
      companyCurrency: 'EUR',
      additionalCurrencies: [],
      utcOffset: local.toFormat('ZZ'),
      utcOffsetMilliseconds: local.offset * 60_000,
      uiDomain: 'app.hubspot.com',
      dataHostingLocation: 'na1',
    },
  };
}
