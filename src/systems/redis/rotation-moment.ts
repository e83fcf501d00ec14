import type { Absences } from '../../routing/absences.ts';
import type { Holder, Taken } from '../../routing/rotation-change.ts';
import type { MemberState, PoolState, RotationState } from '../../routing/rotation-state.ts';
import type { DecidedLead } from '../../workflow/ledger.ts';

/** The rotation at one moment, with all that a decision about one lead is made from. */
export type RotationMoment = {
  /** Never used twice. */
  version: string;
  rotation: RotationState;
  absences: Absences;
  lead: {
    /** An erased lead takes nothing any more. */
    exists: boolean;
    decided?: DecidedLead;
    taken?: Taken;
    /** Absent when it is not open. */
    holder?: Holder;
  };
};

/** As the script answers it: hashes as lists of field and value. */
export type ReadAnswer = [
  version: string,
  state: string[],
  absences: string[],
  companies: string[],
  lead: [status: string | null, decided: string | null, taken: string | null],
  holder: string | null,
];

type KeptState = Pick<RotationMoment, 'version' | 'rotation'>;

/** `kept`: the version that the script was told to be known; then it does not repeat it. */
export function momentOf(answer: ReadAnswer, kept: KeptState): RotationMoment {
  const [version, state, absences, companies, [status, decided, taken], holder] = answer;
  const rotation = version === kept.version ? kept.rotation : rotationOf(state);
  return {
    version,
    rotation: { ...rotation, companies: Object.fromEntries(pairsOf(companies)) },
    absences: Object.fromEntries(
      pairsOf(absences).map(([member, text]) => [member, JSON.parse(text) as Absences[string]]),
    ),
    lead: {
      exists: status !== null && status !== 'erased',
      ...(decided !== null && { decided: JSON.parse(decided) as DecidedLead }),
      ...(taken !== null && { taken: JSON.parse(taken) as Taken }),
      ...(holder !== null && { holder: JSON.parse(holder) as Holder }),
    },
  };
}

/** The fields of the rotation's hash that differ from those before. */
export function changedFields(before: RotationState, after: RotationState): Record<string, string> {
  return Object.fromEntries([
    ...changed('pool', before.pools, after.pools),
    ...changed('member', before.members, after.members),
  ]);
}

function changed<T>(
  kind: 'pool' | 'member',
  before: Record<string, T>,
  after: Record<string, T>,
): [field: string, value: string][] {
  return Object.entries(after)
    .filter(([name, value]) => before[name] !== value)
    .map(([name, value]) => [`${kind}:${name}`, JSON.stringify(value)]);
}

function rotationOf(fields: string[]): RotationState {
  const pools: [string, PoolState][] = [];
  const members: [string, MemberState][] = [];
  for (const [field, text] of pairsOf(fields)) {
    if (field.startsWith('pool:')) pools.push([field.slice(5), JSON.parse(text) as PoolState]);
    if (field.startsWith('member:')) {
      members.push([field.slice(7), JSON.parse(text) as MemberState]);
    }
  }
  const [byPool, byMember] = [Object.fromEntries(pools), Object.fromEntries(members)];
  return { pools: byPool, members: byMember, companies: {} };
}

function pairsOf(flat: string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < flat.length; at += 2) pairs.push([flat[at] ?? '', flat[at + 1] ?? '']);
  return pairs;
}
