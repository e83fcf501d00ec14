import type { Sources } from '../intake/source-settings.ts';
import type { Markets } from '../routing/markets.ts';
import type { Team } from '../routing/team.ts';
import type { AlertSettings } from '../stages/alert-settings.ts';
import type { ConversionSettings } from '../stages/conversion-settings.ts';
import type { CrmSettings } from '../stages/crm-settings.ts';
import type { Environment } from './environment.ts';

/** Everything that leadline is told from outside, checked. Each key but the first is a YAML file. */
export type Settings = {
  environment: Environment;
  sources: Sources;
  markets: Markets;
  team: Team;
  crm: CrmSettings;
  alerts: AlertSettings;
  conversions: ConversionSettings;
};
