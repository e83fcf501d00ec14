import { z } from 'zod';
import { sourcesSchema } from '../intake/source-settings.ts';
import { marketsSchema } from '../routing/markets.ts';
import { routingSchema } from '../routing/routing-settings.ts';
import { teamSchema } from '../routing/team.ts';
import { alertsSchema } from '../stages/alert-settings.ts';
import { conversionsSchema } from '../stages/conversion-settings.ts';
import { crmSchema } from '../stages/crm-settings.ts';

export const CONFIG_KEYS = [
  'sources',
  'markets',
  'team',
  'routing',
  'crm',
  'alerts',
  'conversions',
] as const;

export type ConfigKey = (typeof CONFIG_KEYS)[number];

/** Files that need not be there: everything in them has a default. */
export const OPTIONAL_FILES: readonly ConfigKey[] = ['routing'];

/** The configuration's files: `<key>.yaml`, each with the schema that holds for it. */
export const CONFIG_SCHEMAS = {
  sources: sourcesSchema,
  markets: marketsSchema,
  team: teamSchema,
  routing: routingSchema,
  crm: crmSchema,
  alerts: alertsSchema,
  conversions: conversionsSchema,
} as const satisfies Record<ConfigKey, z.ZodType>;

/**
 * JSON Schemas for editors, by path within the configuration folder. Draft 7, which is what the
 * YAML language server follows. A text with a fixed form may also be a reference to a variable.
 */
export function editorSchemas(): Record<string, string> {
  return Object.fromEntries(
    CONFIG_KEYS.map((key) => {
      const schema = z.toJSONSchema(CONFIG_SCHEMAS[key], {
        target: 'draft-7',
        io: 'input',
        unrepresentable: 'any',
        override: ({ jsonSchema, path }) => {
          if (!path.includes('propertyNames')) allowReference(jsonSchema);
        },
      });
      return [
        `schema/${key}.schema.json`,
        `${JSON.stringify({ title: `leadline: ${key}.yaml`, ...schema }, null, 2)}\n`,
      ];
    }),
  );
}

function allowReference(schema: Record<string, unknown>): void {
  if (schema['type'] !== 'string' || !('pattern' in schema || 'format' in schema)) return;
  const { default: fallback, ...form } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  schema['anyOf'] = [form, { type: 'string', pattern: '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}' }];
  if (fallback !== undefined) schema['default'] = fallback;
}
