import type { SystemCheck } from '../../workflow/system-check.ts';

export type Finding = SystemCheck & {
  /** `Redis`, `HubSpot`, `Slack`, `leadline`, or a destination's name in conversions.yaml. */
  system: string;
};

export function findingsOf(system: string, checks: SystemCheck[]): Finding[] {
  return checks.map((check) => ({ system, ...check }));
}

export function isBad({ result }: Finding): boolean {
  return result === 'bad';
}
