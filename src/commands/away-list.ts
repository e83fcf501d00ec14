import type { Leadline } from '../compose.ts';
import { type Absences, absenceEndInWords, type SaidAbsence } from '../routing/absences.ts';
import { nextOpening } from '../routing/availability.ts';
import { localTimeInWords } from '../routing/local-time-words.ts';
import { whenIsAbsence } from '../routing/said-absences.ts';
import type { Team, TeamMember } from '../routing/team.ts';
import { standing } from './absence-change.ts';
import { type LiveLeadline, withLiveRouting } from './live-routing.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printResult } from './print-result.ts';
import { table } from './table.ts';
import { durationInWords } from './time-words.ts';

export type AwayListOptions = SettingsOptions & {
  /** What was said when, and by whom, instead of what holds now. */
  history?: boolean;
};

const CHANGES_SHOWN = 100;

/** `leadline away` alone: who cannot take leads now, until when, and who will be away. */
export function runAwayList(options: AwayListOptions, io: CommandIo): Promise<ExitCode> {
  return withLiveRouting(options, io, async (live) => {
    await (options.history
      ? printChanges(live.leadline, options, io)
      : printNow(live, options, io));
    return 0;
  });
}

type One = { key: string; member: TeamMember; said: Absences[string] | undefined };

async function printNow(
  { leadline: { absences, world }, routing, otherwise }: LiveLeadline,
  options: AwayListOptions,
  io: CommandIo,
): Promise<void> {
  const now = world.now();
  const team = stillThere(routing.team, await absences.all());
  const gone = team.flatMap((one) => {
    const { available, ...rest } = standing(one.member, one.said, now);
    return available ? [] : [{ ...one, ...rest }];
  });
  const planned = team
    .flatMap((one) => plannedOf(one, now))
    .toSorted((one, other) => (one.absence.from < other.absence.from ? -1 : 1));
  printResult(
    options,
    io,
    {
      now: new Date(now).toISOString(),
      notAvailable: gone.map(({ key, member, said, because, nextOpening: opening }) => ({
        ...{ member: key, name: member.name, because, nextOpening: opening },
        ...(said && { said }),
      })),
      planned: planned.map(({ key, absence }) => ({ member: key, ...absence })),
      configuration: routing.configuration.hash,
    },
    [
      gone.length === 0
        ? 'Everybody can take leads now.'
        : table(
            ['Member', 'Name', 'Now', 'Next lead', 'Said by'],
            gone.map((one) => [
              ...[one.key, one.member.name, one.because],
              ...[opensInWords(one, now), sayerOf(one, now)],
            ]),
          ),
      ...(planned.length === 0 ? [] : ['', 'Planned:', plannedTable(planned)]),
      ...(otherwise === undefined ? [] : ['', otherwise]),
    ].join('\n'),
  );
}

/** Who has left is not away. */
function stillThere({ members }: Team, absences: Absences): One[] {
  return Object.entries(members)
    .filter(([, { active }]) => active)
    .map(([key, member]) => ({ key, member, said: absences[key] }));
}

function opensInWords({ member, said }: One, now: number): string | undefined {
  const next = nextOpening(member, said, now);
  return next === undefined ? undefined : localTimeInWords(next, member.timeZone);
}

/** Empty where it is only their hours. */
function sayerOf({ member, said }: One, now: number): string | undefined {
  if (member.off) return 'team.yaml';
  if (said?.off) return said.off.by;
  const away = absencesOf({ member, said }).find(
    (one) => whenIsAbsence(one, member, now) === 'now',
  );
  return away && (away.said?.by ?? 'team.yaml');
}

function absencesOf({ member, said }: Pick<One, 'member' | 'said'>): SaidAbsence[] {
  return [...(said?.away ?? []), ...member.away];
}

type Planned = { key: string; absence: SaidAbsence };

function plannedOf(one: One, now: number): Planned[] {
  return absencesOf(one)
    .filter((absence) => whenIsAbsence(absence, one.member, now) === 'planned')
    .map((absence) => ({ key: one.key, absence }));
}

function plannedTable(planned: Planned[]): string {
  return table(
    ['Member', 'From', 'Until', 'Note', 'Said by'],
    planned.map(({ key, absence }) => [
      ...[key, absence.from.replace('T', ' '), absenceEndInWords(absence), absence.note],
      absence.said?.by ?? 'team.yaml',
    ]),
  );
}

async function printChanges(
  { absences, world }: Leadline,
  options: AwayListOptions,
  io: CommandIo,
): Promise<void> {
  const changes = await absences.changes(CHANGES_SHOWN);
  const now = world.now();
  printResult(
    options,
    io,
    { changes: changes.map(({ at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest })) },
    changes.length === 0
      ? 'Nothing was said by command yet.'
      : table(
          ['When', 'Member', 'What', 'Said by'],
          changes.map(({ at, member, says, by }) => [
            ...[`${durationInWords(now - at)} ago`, member, says, by],
          ]),
        ),
  );
}
