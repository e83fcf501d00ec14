import type { Leadline } from '../compose.ts';
import type { StandingEntry } from '../routing/rotation-state.ts';
import {
  changeInWords,
  countInWords,
  entryInWords,
  leadsInWords,
} from '../routing/standing-words.ts';
import { type PoolStandings, standingsOf } from '../routing/standings.ts';
import { memberOf, type Team } from '../routing/team.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { heading, table } from './table.ts';

export type RotationOptions = SettingsOptions & {
  pool?: string;
  member?: string;
  /** How many entries of the ledger. */
  limit?: number;
};

const ENTRIES = 20;

/**
 * `leadline rotation`: where everybody stands, their counts against their caps, and the latest
 * entries of the ledger of standings.
 */
export function runRotation(options: RotationOptions, io: CommandIo): Promise<ExitCode> {
  return withLeadline(options, io, async (leadline) => {
    const { pools, entries } = await rotationNow(leadline, options);
    if (pools.length === 0) {
      printProblem(options, io, unknown(options, leadline.settings.team));
      return 1;
    }
    const { team } = leadline.settings;
    const words = [...pools.map(poolInWords), entriesInWords(entries, team)].join('\n\n');
    printResult(options, io, { pools, entries: entries.map(withTime) }, words);
    return 0;
  });
}

async function rotationNow(
  { rotation, settings, world }: Leadline,
  { pool, member, limit = ENTRIES }: RotationOptions,
): Promise<{ pools: PoolStandings[]; entries: StandingEntry[] }> {
  const only = { ...(pool !== undefined && { pool }), ...(member !== undefined && { member }) };
  const { rotation: state } = await rotation.look();
  return {
    pools: standingsOf(state, settings.team, world.now(), only),
    entries: await rotation.entries({ ...only, limit }),
  };
}

function withTime(entry: StandingEntry) {
  return { ...entry, at: new Date(entry.at).toISOString() };
}

function poolInWords({ pool, choice, leads, members }: PoolStandings): string {
  const how = choice === undefined ? 'not in team.yaml any more' : choice;
  const counts = [
    `today ${countInWords(leads, 'today')}`,
    `this week ${countInWords(leads, 'thisWeek')}`,
    `open ${countInWords(leads, 'open')}`,
  ];
  const rows = members.map((each) => [
    each.name,
    each.weight,
    leadsInWords(each.share),
    leadsInWords(each.taken),
    changeInWords(each.credit),
    changeInWords(each.owed),
    countInWords(each.leads, 'today'),
    countInWords(each.leads, 'thisWeek'),
    countInWords(each.leads, 'open'),
  ]);
  return [
    heading(`Pool ${pool} (${how}): leads ${counts.join(', ')}`),
    members.length === 0 ? 'Nobody is in it.' : table(HEAD, rows),
  ].join('\n');
}

const HEAD = [
  ...['Member', 'Weight', 'Fair share', 'Taken', 'Credit', 'Owed'],
  ...['Today', 'This week', 'Open'],
];

function entriesInWords(entries: StandingEntry[], team: Team): string {
  if (entries.length === 0) return 'Nothing has changed a standing yet.';
  const rows = entries.map((entry) => [
    new Date(entry.at).toISOString().slice(0, 16).replace('T', ' '),
    entry.pool,
    changeInWords(entry.amount),
    `${memberOf(team, entry.member)?.name ?? entry.member} ${entryInWords(entry)}`,
    entry.leadId,
  ]);
  return table(['Time (UTC)', 'Pool', 'Owed', 'Why', 'Lead'], rows);
}

function unknown({ pool, member }: RotationOptions, team: Team): { says: string; doThis: string } {
  const [what, names] =
    member !== undefined && (pool === undefined || Object.hasOwn(team.pools, pool))
      ? [`The rotation knows no member "${member}"`, Object.keys(team.members)]
      : [`The rotation knows no pool "${pool}"`, Object.keys(team.pools)];
  return { says: `${what}.`, doThis: `In team.yaml there are: ${names.join(', ')}.` };
}
