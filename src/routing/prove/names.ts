import type { Market } from '../markets.ts';
import type { LanguageRule } from '../routing-settings.ts';
import { memberOf, poolOf, type Team, type TeamMember } from '../team.ts';
import { inWords } from '../wording.ts';
import type { Finding } from './finding.ts';
import type { RoutingToCheck } from './routing-to-check.ts';

/** Pools and members that markets.yaml and routing.yaml name, and team.yaml does not have. */
export function nameFindings({ markets, team, routing }: RoutingToCheck): Finding[] {
  return [
    ...markets.markets.flatMap((market, index) => ofMarket(market, ['markets', index], team)),
    ...routing.languageAndSkill.flatMap((rule, index) =>
      ofRule(rule, ['languageAndSkill', index], team, [
        ...new Set(markets.markets.map(({ pool }) => pool)),
      ]),
    ),
  ];
}

function ofMarket(market: Market, path: Finding['path'], team: Team): Finding[] {
  const { name, pool, owner, whenNobody } = market;
  const whose = `of market "${name}"`;
  const overflow =
    typeof whenNobody === 'object' && 'overflow' in whenNobody ? whenNobody.overflow : undefined;
  return [
    ...unknownPool(pool, `pool "${pool}" ${whose}`, 'markets', [...path, 'pool'], team),
    ...(owner === undefined ? [] : ownerFinding(name, owner, [...path, 'owner'], team)),
    ...(overflow === undefined ? [] : overflowFinding(market, overflow, path, team)),
  ];
}

function overflowFinding(
  { name, pool }: Market,
  overflow: string,
  path: Finding['path'],
  team: Team,
): Finding[] {
  const at = [...path, 'whenNobody', 'overflow'];
  if (overflow !== pool) {
    const what = `pool "${overflow}", to which market "${name}" overflows,`;
    return unknownPool(overflow, what, 'markets', at, team);
  }
  const message = `market "${name}" overflows to its own pool "${pool}", where nobody is to be found by then`;
  return [{ severity: 'error', code: 'overflow-to-itself', file: 'markets', path: at, message }];
}

function ownerFinding(market: string, owner: string, path: Finding['path'], team: Team): Finding[] {
  const member = memberOf(team, owner);
  if (member === undefined) {
    const known = inWords(Object.keys(team.members), 'and');
    const message = `owner "${owner}" of market "${market}" is not among the members of team.yaml; there are ${known}`;
    return [{ severity: 'error', code: 'unknown-member', file: 'markets', path, message }];
  }
  if (member.active) return [];
  const message = `${member.name} has left (active: false), so market "${market}" goes on as if it had no owner`;
  return [{ severity: 'warning', code: 'inactive-owner', file: 'markets', path, message }];
}

function ofRule(
  rule: LanguageRule,
  path: Finding['path'],
  team: Team,
  marketPools: readonly string[],
): Finding[] {
  const { name, pool, languages, skills } = rule;
  const asked = pool === undefined ? marketPools : [pool];
  const unknown =
    pool === undefined
      ? []
      : unknownPool(pool, `pool "${pool}" of rule "${name}"`, 'routing', [...path, 'pool'], team);
  if (unknown.length > 0 || asked.some((one) => membersOf(one, team).some(qualifies(rule)))) {
    return unknown;
  }
  const where = pool === undefined ? "any market's pool" : `pool "${pool}"`;
  const needs = [
    ...languages.map((one) => `language ${one}`),
    ...skills.map((one) => `skill ${one}`),
  ];
  const lacks = needs.length === 0 ? 'is active' : `has ${inWords(needs, 'and')}`;
  const message = `rule "${name}" finds nobody: no active member of ${where} ${lacks}`;
  const at = [...path, languages.length > 0 ? 'languages' : 'skills'];
  return [{ severity: 'warning', code: 'nobody-qualifies', file: 'routing', path: at, message }];
}

function membersOf(pool: string, team: Team): TeamMember[] {
  return (poolOf(team, pool)?.members ?? []).flatMap(({ member }) => memberOf(team, member) ?? []);
}

function qualifies({ languages, skills }: LanguageRule): (member: TeamMember) => boolean {
  return (member) =>
    member.active &&
    languages.every((one) => member.languages.includes(one)) &&
    skills.every((one) => member.skills.includes(one));
}

function unknownPool(
  pool: string,
  what: string,
  file: Finding['file'],
  path: Finding['path'],
  team: Team,
): Finding[] {
  if (poolOf(team, pool) !== undefined) return [];
  const known = Object.keys(team.pools);
  const advice = known.length === 0 ? 'there are no pools' : `there are ${inWords(known, 'and')}`;
  const message = `${what} is not in team.yaml; ${advice}`;
  return [{ severity: 'error', code: 'unknown-pool', file, path, message }];
}
