import type { Markets } from '../markets.ts';
import type { Routing } from '../routing-settings.ts';
import type { Team } from '../team.ts';

export type RoutingToCheck = {
  markets: Markets;
  team: Team;
  routing: Routing;
  /** The names of sources.yaml; without them a lead could come from any. */
  sources?: readonly string[];
};
