import type { ConversionSettings, DestinationSettings } from '../../stages/conversion-settings.ts';
import type { DestinationDeps, OpenDestination } from './destination-deps.ts';
import { createGa4Destination } from './ga4.ts';
import { createMetaDestination } from './meta.ts';
import { createWebhookDestination } from './webhook.ts';

type Kind = DestinationSettings['kind'];
type SettingsOf<K extends Kind> = Extract<DestinationSettings, { kind: K }>;
type Factories = {
  [K in Kind]: (name: string, settings: SettingsOf<K>, deps: DestinationDeps) => OpenDestination;
};

/** Every kind of destination there is. A new one is a file beside this and a line here. */
const FACTORIES: Factories = {
  ga4: createGa4Destination,
  meta: createMetaDestination,
  webhook: createWebhookDestination,
};

/**
 * The destinations that are switched on, in the order of conversions.yaml. Each is named by its key
 * there. Throws an Error, with the place and what to do, on settings that cannot work.
 */
export function createDestinations(
  settings: ConversionSettings,
  deps: DestinationDeps,
): OpenDestination[] {
  return Object.entries(settings.destinations)
    .filter(([, destination]) => destination.enabled)
    .map(([name, destination]) => createDestination(name, destination, deps));
}

function createDestination<K extends Kind>(
  name: string,
  settings: SettingsOf<K> & { kind: K },
  deps: DestinationDeps,
): OpenDestination {
  return FACTORIES[settings.kind](name, settings, deps);
}

export type { DestinationDeps, OpenDestination } from './destination-deps.ts';
