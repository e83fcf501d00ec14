import type { Sources } from '../intake/source-settings.ts';
import type { Markets } from '../routing/markets.ts';
import type { Routing } from '../routing/routing-settings.ts';
import type { Team } from '../routing/team.ts';
import type { AlertSettings } from '../stages/alert-settings.ts';
import type { ConversionSettings } from '../stages/conversion-settings.ts';
import type { CrmSettings } from '../stages/crm-settings.ts';
import type { Configuration } from './configuration.ts';
import type { Environment } from './environment.ts';

/** Everything that leadline is told from outside, checked. */
export type Settings = {
  environment: Environment;
  /** What the parts below were read from. */
  configuration: Configuration;
  sources: Sources;
  markets: Markets;
  team: Team;
  routing: Routing;
  crm: CrmSettings;
  alerts: AlertSettings;
  conversions: ConversionSettings;
};
