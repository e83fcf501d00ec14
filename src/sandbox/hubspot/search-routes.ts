import { z } from 'zod';
import { scopeOf, typeIn } from './object-routes.ts';
import type { ObjectTypeName } from './object-types.ts';
import type { Portal } from './portal.ts';
import type { PropertyDefinition } from './property-definition.ts';
import { readProperties, recordView } from './record-view.ts';
import { validationError } from './refusal.ts';
import { readBody } from './request-body.ts';
import type { Call, Reply, Route } from './route.ts';
import { checkFilter, passes } from './search-filter.ts';

export const searchRoutes: Route[] = [
  {
    area: 'objects',
    method: 'POST',
    pattern: ':type/search',
    versions: 'v3',
    scopes: (call) => [scopeOf(typeIn(call), 'read')],
    budget: 'search',
    answer: search,
  },
];

/** HubSpot's documented bounds of one search. */
const BODY_CHARACTERS_MAX = 3_000;
const GROUPS_MAX = 5;
const FILTERS_PER_GROUP_MAX = 6;
const FILTERS_MAX = 18;
const PAGE_MAX = 200;
const RESULTS_MAX = 10_000;

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const filter = z.object({
  propertyName: z.string(),
  operator: z.string(),
  value: text.optional(),
  highValue: text.optional(),
  values: z.array(text).optional(),
});

const sort = z.union([
  z.string(),
  z.object({ propertyName: z.string(), direction: z.string().default('ASCENDING') }),
]);

const searchBody = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filter) })).default([]),
  query: z.string().optional(),
  sorts: z.array(sort).default([]),
  properties: z.array(z.string()).default([]),
  limit: z.number().default(10),
  after: z.union([z.string(), z.number()]).default('0'),
});
type SearchBody = z.infer<typeof searchBody>;

type Found = { id: string; properties: Record<string, string> };

/** Searches the index, which is a little behind; archived records are never found. */
function search(call: Call): Reply {
  const { portal } = call;
  const { store } = portal;
  const type = typeIn(call).name;
  const body = readSearch(call);
  const definitions = definitionsFor(portal, type, body);
  const matches = (properties: Record<string, string>) =>
    body.filterGroups.length === 0 ||
    body.filterGroups.some(({ filters }) =>
      filters.every((each) => {
        const definition = definitions.get(each.propertyName);
        return definition !== undefined && passes(properties, each, definition);
      }),
    );

  const found = store.all(type).flatMap((record): Found[] => {
    const properties = record.archivedAt === undefined ? store.asIndexed(record) : undefined;
    return properties && matches(properties) && hasWords(properties, body.query)
      ? [{ id: record.id, properties }]
      : [];
  });
  const start = Number(body.after);
  const page = ordered(found, body).slice(start, start + body.limit);
  const view = recordView(portal, call.dated);
  const results = page.flatMap(({ id, properties }) => {
    const record = store.byId(type, id);
    return record
      ? [view(record, readProperties(portal, record, body.properties, properties))]
      : [];
  });
  const next = start + body.limit;
  return {
    status: 200,
    body: {
      total: found.length,
      results,
      ...(next < found.length && { paging: { next: { after: String(next) } } }),
    },
  };
}

function readSearch(call: Call): SearchBody {
  if (call.body.length > BODY_CHARACTERS_MAX) {
    throw validationError(
      `The request body is ${call.body.length} characters long; at most ${BODY_CHARACTERS_MAX} are allowed`,
    );
  }
  const body = readBody(call, searchBody);
  const { filterGroups: groups, limit, after, sorts } = body;
  const filters = groups.flatMap((group) => group.filters);
  if (groups.length > GROUPS_MAX) throw tooMany('filterGroups', groups.length, GROUPS_MAX);
  for (const group of groups) {
    const count = group.filters.length;
    if (count > FILTERS_PER_GROUP_MAX) throw tooMany('filters', count, FILTERS_PER_GROUP_MAX);
  }
  if (filters.length > FILTERS_MAX) throw tooMany('filters', filters.length, FILTERS_MAX);
  if (sorts.length > 1) throw tooMany('sorts', sorts.length, 1);
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_MAX) {
    throw validationError(`limit must be between 1 and ${PAGE_MAX}`);
  }
  const start = Number(after);
  if (!Number.isInteger(start) || start < 0) throw validationError('Invalid paging token');
  if (start + limit > RESULTS_MAX) {
    throw validationError(`Paging beyond ${RESULTS_MAX} results is not possible`);
  }
  for (const each of filters) checkFilter(each);
  return body;
}

const tooMany = (what: string, count: number, most: number) =>
  validationError(`too many ${what} (count: ${count}, max allowed: ${most})`);

function definitionsFor(
  portal: Portal,
  type: ObjectTypeName,
  body: SearchBody,
): Map<string, PropertyDefinition> {
  const names = body.filterGroups.flatMap(({ filters }) =>
    filters.map((each) => each.propertyName),
  );
  return new Map(
    names.map((name) => {
      const definition = portal.properties.find(type, name);
      if (!definition) throw validationError(`Property "${name}" does not exist`);
      return [name, definition];
    }),
  );
}

function hasWords(properties: Record<string, string>, query: string | undefined): boolean {
  if (!query) return true;
  const all = Object.values(properties).join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** By one property, else by id. A plain name sorts upwards, with a minus before it downwards. */
function ordered(found: Found[], { sorts }: SearchBody): Found[] {
  const [first] = sorts;
  if (first === undefined) return found;
  const descending =
    typeof first === 'string' ? first.startsWith('-') : first.direction === 'DESCENDING';
  const name = typeof first === 'string' ? first.replace(/^-/, '') : first.propertyName;
  const valueOf = ({ properties }: Found) => properties[name] ?? '';
  const upwards = found.toSorted((one, other) =>
    valueOf(one).localeCompare(valueOf(other), 'en', { numeric: true }),
  );
  return descending ? upwards.toReversed() : upwards;
}
