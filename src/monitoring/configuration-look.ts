import type { ConfigurationTrouble, ProcessReport } from '../workflow/configurations.ts';
import type { Alarm } from '../workflow/watch-ports.ts';
import type { Look } from './watch.ts';

/** The machines of one deployment get a new folder one after the other. */
const BEHIND_PATIENCE_MS = 120_000;

const PLACES_SHOWN = 3;

/**
 * Whether every process runs the live configuration, and every folder holds it. The same trouble in
 * many places is one alarm: one person mends it at once.
 */
export function configurationLook(deps: {
  /** Of the processes that run now. */
  reports: () => Promise<ProcessReport[]>;
  now: () => number;
}): Look {
  return {
    name: 'configuration',
    alarms: async () => configurationAlarms(await deps.reports(), deps.now()),
    over: (cause) => `${OVER[kindOf(cause)] ?? 'configurations are as they should be'}.`,
  };
}

type Kind = ConfigurationTrouble['kind'];

const OVER: Record<string, string> = {
  wrong: 'no folder holds that wrong configuration any more',
  behind: 'no folder holds that other configuration any more',
  'not-taken': 'every process runs the live configuration',
} satisfies Record<Kind, string>;

function kindOf(cause: string): string {
  return cause.split(':')[1] ?? '';
}

type Troubled = ProcessReport & { trouble: ConfigurationTrouble };

function configurationAlarms(reports: ProcessReport[], now: number): Alarm[] {
  const troubled = reports.filter((report): report is Troubled => isDue(report, now));
  const groups = new Map<string, Troubled[]>();
  for (const report of troubled) {
    const cause = `${report.trouble.kind}:${report.trouble.hash}`;
    groups.set(cause, [...(groups.get(cause) ?? []), report]);
  }
  return [...groups].map(([cause, group]) => alarmOf(cause, group));
}

function isDue({ trouble }: ProcessReport, now: number): boolean {
  if (!trouble) return false;
  return trouble.kind !== 'behind' || now - trouble.since >= BEHIND_PATIENCE_MS;
}

function alarmOf(cause: string, group: Troubled[]): Alarm {
  const places = [...new Set(group.map(({ place }) => place))].toSorted();
  const shown = places.slice(0, PLACES_SHOWN).join(', ');
  const more = places.length > PLACES_SHOWN ? ` and ${places.length - PLACES_SHOWN} more` : '';
  const [{ trouble, runs }] = group as [Troubled];
  return {
    cause: `configuration:${cause}`,
    says: `${SAYS[trouble.kind](`${shown}${more}`, runs)}: ${trouble.says}`,
    doThis: trouble.doThis,
    count: places.length,
  };
}

const SAYS: Record<Kind, (places: string, runs: string) => string> = {
  wrong: (places, runs) => `the configuration in ${places} is refused, and ${runs} stays`,
  behind: (places, runs) => `${places} runs configuration ${runs}, which is not its folder's`,
  'not-taken': (places, runs) => `${places} cannot take over what is live, and stays with ${runs}`,
};
