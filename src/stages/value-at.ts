import type { Lead } from '../lead/lead.ts';
import { remembered } from '../lead/remembered.ts';
import type { Decision } from '../routing/decision.ts';

/** What the paths in crm.yaml and conversions.yaml can name. */
export type Nameable = { lead: Lead; decision?: Decision };

/**
 * The text at a path such as `person.email.normalised`, `attribution.utm.utm_source`,
 * `extra.budget` or `decision.market`; undefined when there is none. Paths start in the lead,
 * except those beginning with `decision.`.
 */
export function valueAt({ lead, decision }: Nameable, path: string): string | undefined {
  const [root, rest]: [unknown, string] = path.startsWith('decision.')
    ? [decision, path.slice('decision.'.length)]
    : [lead, path];
  return asText(step(root, rest));
}

function step(value: unknown, path: string): unknown {
  if (path === '') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const { key, rest } of waysInto(path)) {
    if (!Object.hasOwn(value, key)) continue;
    const found = step((value as Record<string, unknown>)[key], rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A key may itself contain dots (`extra.address.city`), so the longest key is tried first. */
const waysInto = remembered((path): readonly { key: string; rest: string }[] => {
  const names = path.split('.');
  return names.map((_, at) => ({
    key: names.slice(0, names.length - at).join('.'),
    rest: names.slice(names.length - at).join('.'),
  }));
});

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(asText).filter(Boolean).join(', ') || undefined;
  return undefined;
}
