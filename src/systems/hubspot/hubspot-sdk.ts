import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

const CRM = '@hubspot/api-client/lib/codegen/crm';

/**
 * HubSpot's SDK, of which each module is loaded when it is first asked for: the four together take
 * a tenth of the start. A web side asks HubSpot nothing, and only `setup` and `doctor` ask about
 * properties.
 */
export const hubspotSdk = {
  objects: () => load(`${CRM}/objects/index.js`) as Objects,
  owners: () => load(`${CRM}/owners/index.js`) as Owners,
  properties: () => load(`${CRM}/properties/index.js`) as Properties,
  associations: () => load(`${CRM}/associations/v4/index.js`) as Associations,
};

type Objects = typeof import('@hubspot/api-client/lib/codegen/crm/objects/index.js');
type Owners = typeof import('@hubspot/api-client/lib/codegen/crm/owners/index.js');
type Properties = typeof import('@hubspot/api-client/lib/codegen/crm/properties/index.js');
type Associations = typeof import('@hubspot/api-client/lib/codegen/crm/associations/v4/index.js');
