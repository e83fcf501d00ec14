import type { CrmSettings } from '../../stages/crm-settings.ts';

/** A contact property that crm.yaml writes, compares or looks people up by. */
export type WantedProperty = {
  name: string;
  /** What leadline writes into it. */
  holds: 'text' | 'long text' | 'time';
  /** People are looked up by it, so it must be unique. */
  unique: boolean;
};

/** The lifecycle property is HubSpot's own and not among them. */
export function wantedProperties({ properties, furtherKeys }: CrmSettings): WantedProperty[] {
  const keys = new Set(furtherKeys.map(({ property }) => property));
  const written = Object.entries(properties).map(([name, { from }]) => ({
    name,
    holds: holdsOf(name, from),
    unique: keys.delete(name),
  }));
  const onlyLookedUp = [...keys].map((name) => ({ name, holds: 'text' as const, unique: true }));
  return [...written, ...onlyLookedUp];
}

function holdsOf(name: string, from: string[]): WantedProperty['holds'] {
  if (name.endsWith('_at')) return 'time';
  return from.includes('message') ? 'long text' : 'text';
}
