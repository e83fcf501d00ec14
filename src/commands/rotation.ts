import type { StandingEntry } from '../routing/rotation-state.ts';
import { entryLines, poolInWords, standingLines } from '../routing/standing-words.ts';
import type { PoolStandings } from '../routing/standings.ts';
import type { Team } from '../routing/team.ts';
import { type RotationAsked, rotationDocument, showRotation } from '../workflow/show-rotation.ts';
import { withLiveRouting } from './live-routing.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { heading, table } from './table.ts';

export type RotationOptions = SettingsOptions & RotationAsked;

/**
 * `leadline rotation`: where everybody stands, their counts against their caps, and the latest
 * entries of the ledger of standings.
 */
export function runRotation(options: RotationOptions, io: CommandIo): Promise<ExitCode> {
  return withLiveRouting(options, io, async ({ leadline, routing, otherwise }) => {
    const { team, configuration } = routing;
    const { rotation, world } = leadline;
    const shown = await showRotation(options, { rotation, team, now: world.now });
    const { pools, entries } = shown;
    if (pools.length === 0) {
      printProblem(options, io, unknown(options, team, otherwise));
      return 1;
    }
    const words = [...pools.map(poolTable), ledgerTable(entries, team), otherwise ?? []].flat();
    const document = { ...rotationDocument(shown), configuration: configuration.hash };
    printResult(options, io, document, words.join('\n\n'));
    return 0;
  });
}

function poolTable(pool: PoolStandings): string {
  const { head, rows } = standingLines(pool);
  return [
    heading(`Pool ${pool.pool}, ${poolInWords(pool)}`),
    rows.length === 0 ? 'Nobody is in it.' : table(head, rows),
  ].join('\n');
}

function ledgerTable(entries: StandingEntry[], team: Team): string {
  const { head, rows } = entryLines(entries, team);
  return rows.length === 0 ? 'Nothing has changed a standing yet.' : table(head, rows);
}

function unknown(
  { pool, member }: RotationOptions,
  team: Team,
  otherwise?: string,
): { says: string; doThis: string } {
  const [what, names] =
    member !== undefined && (pool === undefined || Object.hasOwn(team.pools, pool))
      ? [`The rotation knows no member "${member}"`, Object.keys(team.members)]
      : [`The rotation knows no pool "${pool}"`, Object.keys(team.pools)];
  const andWhich = otherwise === undefined ? '' : `\n${otherwise}`;
  return { says: `${what}.${andWhich}`, doThis: `In team.yaml there are: ${names.join(', ')}.` };
}
