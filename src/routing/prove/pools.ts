import { memberOf, type Pool, type Team } from '../team.ts';
import { inWords } from '../wording.ts';
import type { Finding } from './finding.ts';

/** Pools that could give a lead to nobody, or whose members are not in the team. */
export function poolFindings(team: Team): Finding[] {
  return Object.entries(team.pools).flatMap(([name, pool]) => ofPool(name, pool, team));
}

function ofPool(name: string, pool: Pool, team: Team): Finding[] {
  const path = ['pools', name, 'members'];
  const keys = pool.members.map(({ member }) => member);
  if (keys.length === 0) {
    return [error('empty-pool', path, `pool "${name}" has no members; add some`)];
  }
  const found = keys.flatMap((key, index): Finding[] => {
    if (memberOf(team, key) === undefined) {
      const message = `"${key}" in pool "${name}" is not among the members of team.yaml; there are ${inWords(Object.keys(team.members), 'and')}`;
      return [error('unknown-member', [...path, index], message)];
    }
    if (keys.indexOf(key) === index) return [];
    const message = `"${key}" stands twice in pool "${name}"; for a bigger share give a weight`;
    return [error('member-twice', [...path, index], message)];
  });
  const nobodyActive =
    found.length === 0 && keys.every((key) => memberOf(team, key)?.active === false);
  return nobodyActive
    ? [
        error(
          'empty-pool',
          path,
          `nobody in pool "${name}" is active, so its leads would have no owner`,
        ),
      ]
    : found;
}

function error(code: string, path: Finding['path'], message: string): Finding {
  return { severity: 'error', code, file: 'team', path, message };
}
