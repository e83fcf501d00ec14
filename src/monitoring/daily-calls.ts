import { dailyStanding } from '../workflow/daily-pace.ts';
import type { CallsOfDay, CountsByDay, DailyCalls, Metrics } from '../workflow/ports.ts';
import type { Alarm } from '../workflow/watch-ports.ts';
import type { Look } from './watch.ts';

/** Before leads wait: what can wait does, and the alerts' calls go on with what is left. */
export function dailyCallsAlarm(
  { system, title, advice }: CountsByDay,
  said: CallsOfDay,
  shareForOthers: number,
): Alarm | undefined {
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
    cause: `daily-calls:${system}`,
    says: `${left} of the ${max} calls that ${title} gives the account for the day are left, and ${kept} are kept for its other integrations. ${means}`,
    doThis: advice,
  };
}

export function dailyCallsLook(deps: {
  of: CountsByDay;
  dailyCalls: Pick<DailyCalls, 'said'>;
  shareForOthers: () => number;
  metrics: Pick<Metrics, 'gauge'>;
}): Look {
  const { system, title } = deps.of;
  return {
    name: 'daily-calls',
    alarms: async () => {
      const said = await deps.dailyCalls.said(system);
      if (!said) return [];
      deps.metrics.gauge('leadline_daily_calls_left', { system }, said.left);
      const alarm = dailyCallsAlarm(deps.of, said, deps.shareForOthers());
      return alarm ? [alarm] : [];
    },
    over: () => `${title} has calls enough for the day again, and everything goes on.`,
  };
}
