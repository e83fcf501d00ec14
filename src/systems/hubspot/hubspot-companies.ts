import type { SimplePublicObject } from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import { FilterOperatorEnum as Operator } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter.js';
import type { Crm, CrmCompany } from '../../workflow/ports.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { createHubspotGatherer } from './hubspot-gatherer.ts';
import type { HubspotOwners } from './hubspot-owners.ts';
import { namingTheOption } from './ownership-scopes.ts';

/** A company changes hands rarely, and searches are the scarcest of HubSpot's calls. */
const FRESH_MS = 300_000;

/** Domains that are kept; the one asked for first goes first. */
const DOMAINS_MAX = 10_000;

/** HubSpot takes a search of 3,000 characters at most; the rest of it needs fewer than 400. */
const VALUES_CHARACTERS_MAX = 2_500;

const PAGE_MAX = 200;

/** Company records by their domain, asked for together and kept for five minutes. */
export function createHubspotCompanies(options: {
  api: HubspotApi;
  owners: Pick<HubspotOwners, 'byId'>;
  now: () => number;
}): Pick<Crm, 'accountOf'> {
  const { api, owners, now } = options;
  const kept = new Map<string, { at: number; companies: Promise<CrmCompany[]> }>();
  const read = createHubspotGatherer<string, CrmCompany[]>(
    // A search waits for leave itself, in a limit of its own.
    { leave: async () => undefined },
    {
      urgent: true,
      twins: 'shared',
      keyOf: (domain) => domain,
      one: async (domain) => (await search(api, [domain])).get(domain) ?? [],
      many: async (domains) => {
        const found = await search(api, domains);
        return domains.map((domain) => ({ done: found.get(domain) ?? [] }));
      },
    },
  );

  function companiesOf(domain: string): Promise<CrmCompany[]> {
    const known = kept.get(domain);
    if (known && now() - known.at <= FRESH_MS) return known.companies;
    const reading = { at: now(), companies: read(domain) };
    kept.delete(domain);
    kept.set(domain, reading);
    const [first] = kept.keys();
    if (kept.size > DOMAINS_MAX && first !== undefined) kept.delete(first);
    // A failed reading must not be kept for five minutes.
    reading.companies.catch(() => {
      if (kept.get(domain) === reading) kept.delete(domain);
    });
    return reading.companies;
  }

  return {
    accountOf: async (domain) => {
      const companies = await companiesOf(domain.toLowerCase());
      for (const company of companies) {
        if ((await owners.byId(company.ownerId))?.active) return company;
      }
      return companies[0];
    },
  };
}

/** Owned companies by exactly these domains, the oldest first. */
async function search(api: HubspotApi, domains: string[]): Promise<Map<string, CrmCompany[]>> {
  const found: SimplePublicObject[] = [];
  for (const values of inSearches(domains)) found.push(...(await searchAll(api, values)));
  const oldestFirst = found.toSorted((one, other) => Number(one.id) - Number(other.id));
  const byDomain = new Map<string, CrmCompany[]>();
  for (const company of oldestFirst.flatMap(companyOf)) {
    // The index may match loosely (parts of names, www.): only the very same domain counts.
    if (!domains.includes(company.domain)) continue;
    byDomain.set(company.domain, [...(byDomain.get(company.domain) ?? []), company]);
  }
  return byDomain;
}

/** Several records may have one domain, so that a hundred domains can be more than a page. */
async function searchAll(api: HubspotApi, values: string[]): Promise<SimplePublicObject[]> {
  const filters = [
    { propertyName: 'domain', operator: Operator.In, values },
    { propertyName: 'hubspot_owner_id', operator: Operator.HasProperty },
  ];
  const found: SimplePublicObject[] = [];
  let after: string | undefined;
  do {
    const page = await namingTheOption(
      'accounts',
      api.objectSearch.doSearch('companies', {
        filterGroups: [{ filters }],
        properties: ['domain', 'name', 'hubspot_owner_id'],
        limit: PAGE_MAX,
        ...(after !== undefined && { after }),
      }),
    );
    found.push(...page.results);
    after = page.paging?.next?.after;
  } while (after !== undefined);
  return found;
}

/** As many domains a search as its length allows. */
function inSearches(domains: string[]): string[][] {
  const searches: string[][] = [];
  let left = 0;
  for (const domain of domains) {
    const characters = domain.length + '"",'.length;
    if (characters > left || searches.length === 0) {
      searches.push([]);
      left = VALUES_CHARACTERS_MAX;
    }
    searches.at(-1)?.push(domain);
    left -= characters;
  }
  return searches;
}

function companyOf({ id, properties }: SimplePublicObject): CrmCompany[] {
  const { domain, name, hubspot_owner_id: ownerId } = properties;
  if (!domain || !ownerId) return [];
  return [{ companyId: id, domain: domain.trim().toLowerCase(), ...(name && { name }), ownerId }];
}
