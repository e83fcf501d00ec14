import type { StandingEntry } from '../routing/rotation-state.ts';
import { type PoolStandings, standingsOf } from '../routing/standings.ts';
import type { Team } from '../routing/team.ts';
import type { Rotation } from './ledger.ts';

/** What of the rotation is shown: one pool, one member, and so many entries of the ledger. */
export type RotationAsked = { pool?: string; member?: string; limit?: number };

export type ShownRotation = { pools: PoolStandings[]; entries: StandingEntry[] };

const ENTRIES = 20;

/** Where everybody stands, and the latest reasons; for commands, programs and pages alike. */
export async function showRotation(
  { pool, member, limit = ENTRIES }: RotationAsked,
  from: { rotation: Pick<Rotation, 'look' | 'entries'>; team: Team; now: () => number },
): Promise<ShownRotation> {
  const only = { ...(pool !== undefined && { pool }), ...(member !== undefined && { member }) };
  const { rotation } = await from.rotation.look();
  return {
    pools: standingsOf(rotation, from.team, from.now(), only),
    entries: await from.rotation.entries({ ...only, limit }),
  };
}

/** As JSON documents have it: times as text. */
export function rotationDocument({ pools, entries }: ShownRotation): object {
  const withTime = entries.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() }));
  return { pools, entries: withTime };
}
