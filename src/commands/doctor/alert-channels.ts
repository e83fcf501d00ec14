import type { Settings } from '../../settings/settings.ts';

/** Every Slack channel that the configuration names, once, with all that it is used for. */
export function alertChannels({
  markets,
  alerts,
}: Pick<Settings, 'markets' | 'alerts'>): { id: string; usedFor: string }[] {
  const uses = new Map<string, string[]>();
  const note = (id: string | undefined, usedFor: string) => {
    if (id !== undefined) uses.set(id, [...(uses.get(id) ?? []), usedFor]);
  };
  for (const { name, channel } of markets.markets) note(channel, `market ${name}`);
  note(alerts.fallbackChannel, 'fallback');
  note(alerts.operationsChannel, 'operations');
  return [...uses].map(([id, each]) => ({ id, usedFor: each.join(', ') }));
}
