import { DAY_ADVICE, dailyStanding } from '../workflow/daily-pace.ts';
import type { CallsOfDay, DailyCalls, Metrics } from '../workflow/ports.ts';
import type { Alarm } from '../workflow/watch-ports.ts';
import type { Look } from './watch.ts';

const SYSTEM = 'hubspot';

/** Before leads wait: what can wait does, and the alerts' calls go on with what is left. */
export function dailyCallsAlarm(said: CallsOfDay, shareForOthers: number): Alarm | undefined {
  const standing = dailyStanding(said, shareForOthers);
  if (standing === 'all') return undefined;
  const [left, max, kept] = [said.left, said.max, Math.ceil(said.max * shareForOthers)].map(
    (calls) => calls.toLocaleString('en'),
  );
  const means =
    standing === 'urgent'
      ? 'New tasks wait, and so does the look at which are completed; matching, assigning and alerting go on'
      : 'No lead is matched or assigned until there are more';
  return {
    cause: `daily-calls:${SYSTEM}`,
    says: `${left} of the ${max} calls that HubSpot gives the account for the day are left, and ${kept} are kept for its other integrations. ${means}`,
    doThis: DAY_ADVICE,
  };
}

export function dailyCallsLook(deps: {
  dailyCalls: Pick<DailyCalls, 'said'>;
  shareForOthers: () => number;
  metrics: Pick<Metrics, 'gauge'>;
}): Look {
  return {
    name: 'daily-calls',
    alarms: async () => {
      const said = await deps.dailyCalls.said(SYSTEM);
      if (!said) return [];
      deps.metrics.gauge('leadline_daily_calls_left', { system: SYSTEM }, said.left);
      const alarm = dailyCallsAlarm(said, deps.shareForOthers());
      return alarm ? [alarm] : [];
    },
    over: () => 'HubSpot has calls enough for the day again, and everything goes on.',
  };
}
