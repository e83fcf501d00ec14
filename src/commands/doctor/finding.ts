/** What one check of an outside system came to. */
export type Check = {
  subject: string;
  result: 'good' | 'warning' | 'bad';
  says: string;
  advice?: string;
};

export type Finding = Check & {
  /** `Redis`, `HubSpot`, `Slack`, `leadline`, or a destination's name in conversions.yaml. */
  system: string;
};

export function findingsOf(system: string, checks: Check[]): Finding[] {
  return checks.map((check) => ({ system, ...check }));
}

export function isBad({ result }: Finding): boolean {
  return result === 'bad';
}
