import { memberOf, type Pool, type Team } from '../team.ts';
import { inWords } from '../wording.ts';
import type { Finding } from './finding.ts';

const PERIODS = ['day', 'week', 'open'] as const;
type Period = (typeof PERIODS)[number];

const IN_WORDS: Record<Period, string> = { day: 'a day', week: 'a week', open: 'open at once' };

/** Caps with which a pool, or somebody in it, cannot carry the share that they are meant for. */
export function capFindings(team: Team): Finding[] {
  const pools = Object.entries(team.pools);
  return [
    ...pools.flatMap(([name, pool]) => poolFindings(name, pool, team)),
    ...Object.keys(team.members).flatMap((key) => memberFindings(key, pools, team)),
  ];
}

function poolFindings(name: string, pool: Pool, team: Team): Finding[] {
  return PERIODS.flatMap((period): Finding[] => {
    const members = activeOf(pool, team);
    const limit = pool.cap?.[period];
    const caps = members.map(({ cap }) => cap?.[period]);
    const sum = caps.reduce<number>((all, cap) => all + (cap ?? Infinity), 0);
    if (members.length === 0) return [];
    if (sum === 0)
      return [
        warning(
          'caps-carry-nothing',
          ['pools', name, 'members'],
          `nobody in pool "${name}" can ever take a lead: all their caps are 0`,
        ),
      ];
    if (limit === undefined || sum >= limit) return [];
    const message = `pool "${name}" is to take ${limit} leads ${IN_WORDS[period]}, but the caps of its members come to ${sum}`;
    return [warning('caps-below-pool', ['pools', name, 'cap', period], message)];
  });
}

function memberFindings(key: string, pools: [string, Pool][], team: Team): Finding[] {
  const member = memberOf(team, key);
  const { cap } = member ?? {};
  if (member?.active !== true || cap === undefined) return [];
  const shares = PERIODS.flatMap((period): Finding[] => {
    const limit = cap[period];
    const shared = pools.flatMap(([name, pool]) => {
      const share = shareOf(key, pool, period, team);
      return share === undefined ? [] : [{ name, share }];
    });
    const sum = shared.reduce((all, { share }) => all + share, 0);
    if (limit === undefined || shared.length === 0 || limit >= Math.floor(sum)) return [];
    const names = shared.map(({ name }) => `"${name}"`);
    const message = `${key} can take ${limit} leads ${IN_WORDS[period]}, but their share of ${names.length === 1 ? 'pool' : 'pools'} ${inWords(names, 'and')} is ${Math.round(sum * 10) / 10}`;
    return [warning('cap-below-share', ['members', key, 'cap', period], message)];
  });
  const { day, week } = cap;
  if (day === undefined || week === undefined || week >= day) return shares;
  const message = `${key} can take ${day} leads a day but only ${week} a week, so the day's cap never counts`;
  return [...shares, warning('cap-never-reached', ['members', key, 'cap', 'day'], message)];
}

/** Of what the pool may give out at most; undefined where it has no cap, or they are not in it. */
function shareOf(key: string, pool: Pool, period: Period, team: Team): number | undefined {
  const limit = pool.cap?.[period];
  const seat = pool.members.find(({ member }) => member === key);
  if (limit === undefined || seat === undefined) return undefined;
  const weightOf = (weight: number) => (pool.choice === 'round-robin' ? 1 : weight);
  const weights = pool.members
    .filter(({ member }) => memberOf(team, member)?.active === true)
    .map(({ weight }) => weightOf(weight));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return (limit * weightOf(seat.weight)) / all;
}

function activeOf({ members }: Pool, team: Team) {
  return members.flatMap(({ member: key }) => {
    const member = memberOf(team, key);
    return member?.active === true ? [member] : [];
  });
}

function warning(code: string, path: Finding['path'], message: string): Finding {
  return { severity: 'warning', code, file: 'team', path, message };
}
