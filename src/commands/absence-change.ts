import type { Leadline } from '../compose.ts';
import type { Absences } from '../routing/absences.ts';
import { availability, nextOpening } from '../routing/availability.ts';
import { localTimeInWords } from '../routing/local-time-words.ts';
import { memberOf, type Team, type TeamMember } from '../routing/team.ts';
import { nearestName } from '../settings/nearest-name.ts';
import { withLiveRouting } from './live-routing.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { osUser } from './os-user.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';

export type AbsenceOptions = SettingsOptions & {
  /** Who says so; else the user of the operating system. */
  by?: string;
};

type Said = Absences[string];
type About = { key: string; member: TeamMember; by: string; now: number };

/** `says` goes on from the name. Without `said` nothing was to be changed. */
type Outcome = { says: string; said?: Said };

export type AbsenceCommand = {
  change: (said: Said, about: About) => Outcome;
  /** What only team.yaml can change: why the command did not get what it is for. */
  still?: (about: About) => { says: string; doThis: string } | undefined;
};

/** Changes what is said of one member, writes down who did, and prints where they stand now. */
export function changeAbsence(
  key: string,
  { change, still }: AbsenceCommand,
  options: AbsenceOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withLiveRouting(options, io, async ({ leadline, routing, otherwise }) => {
    const { absences, world } = leadline;
    const { team, configuration } = routing;
    const member = memberOf(team, key);
    if (member === undefined) {
      printProblem(options, io, unknownMember(key, team, otherwise));
      return 2;
    }
    const about: About = { key, member, by: options.by?.trim() || osUser(), now: world.now() };
    const says = await write(absences, change, about);
    const said = (await absences.all())[key];
    const remains = still?.(about);
    const { because } = availability(member, said, about.now);
    printResult(
      options,
      io,
      {
        ...{ member: key, name: member.name, by: about.by, at: new Date(about.now).toISOString() },
        ...{ says, said: said ?? { away: [] } },
        ...standing(member, said, about.now),
        ...(remains && { error: remains }),
        configuration: configuration.hash,
      },
      [
        `${member.name} ${says}.`,
        `Now: ${member.name} ${because}.${backInWords(member, said, about.now)}`,
        ...(remains ? [`${remains.says}\n${remains.doThis}`] : []),
        ...(otherwise === undefined ? [] : [otherwise]),
      ].join('\n'),
    );
    return remains ? 1 : 0;
  });
}

async function write(
  absences: Leadline['absences'],
  change: AbsenceCommand['change'],
  about: About,
): Promise<string> {
  const { key, by, now } = about;
  let says = '';
  await absences.change(key, (before) => {
    const { said, ...outcome } = change(before, about);
    says = outcome.says;
    return said === undefined
      ? { said: before }
      : { said, change: { at: now, member: key, by, says } };
  });
  return says;
}

function unknownMember(
  key: string,
  { members }: Team,
  otherwise?: string,
): { says: string; doThis: string } {
  const known = Object.keys(members);
  const byName = Object.entries(members).find(([, { name, email }]) =>
    [name, email].some((text) => text.toLowerCase() === key.toLowerCase()),
  );
  const meant = byName?.[0] ?? nearestName(key, known);
  return {
    says: `"${key}" is not among the members of team.yaml.${otherwise === undefined ? '' : `\n${otherwise}`}`,
    doThis: `${meant === undefined ? '' : `Did you mean ${meant}? `}There are ${known.join(', ')}.`,
  };
}

/** Where a member stands, for documents. */
export function standing(member: TeamMember, said: Said | undefined, now: number) {
  const { available, because } = availability(member, said, now);
  const next = nextOpening(member, said, now);
  return {
    available,
    because,
    nextOpening: next === undefined ? null : new Date(next).toISOString(),
  };
}

function backInWords(member: TeamMember, said: Said | undefined, now: number): string {
  const next = nextOpening(member, said, now);
  if (next === now) return '';
  return next === undefined
    ? ' No lead goes there until that changes.'
    : ` The next lead can go there on ${localTimeInWords(next, member.timeZone)}.`;
}
