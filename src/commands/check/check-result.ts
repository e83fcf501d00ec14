import type { EnvironmentProblem } from '../../settings/environment.ts';
import type { Settings } from '../../settings/settings.ts';
import type { CheckFinding } from './check-finding.ts';

/** What `leadline check --json` prints. */
export type CheckResult = {
  /** No errors; there may be warnings. */
  ok: boolean;
  errors: number;
  warnings: number;
  notes: number;
  configFolder: string;
  /** Errors first, then warnings, then notes. */
  findings: CheckFinding[];
  /** The systems that were asked about the members. */
  asked: string[];
  /** Credentials that only a running leadline needs. */
  missing: EnvironmentProblem[];
  schemasWritten: string[];
  /** Absent where the configuration has errors. */
  summary?: Summary;
};

export type Summary = {
  sources: number;
  markets: number;
  members: number;
  pools: number;
  crmProperties: number;
  destinations: { on: string[]; off: string[] };
};

export function summaryOf({ sources, markets, team, crm, conversions }: Settings): Summary {
  const destinations = Object.entries(conversions.destinations);
  const named = (enabled: boolean) =>
    destinations.filter(([, each]) => each.enabled === enabled).map(([name]) => name);
  return {
    sources: Object.keys(sources.sources).length,
    markets: markets.markets.length,
    members: Object.values(team.members).filter(({ active }) => active).length,
    pools: Object.keys(team.pools).length,
    crmProperties: Object.keys(crm.properties).length,
    destinations: { on: named(true), off: named(false) },
  };
}
