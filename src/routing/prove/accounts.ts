import { isFreeProvider } from '../../lead/email-domain.ts';
import type { Routing } from '../routing-settings.ts';
import { memberOf, type Team } from '../team.ts';
import type { Finding } from './finding.ts';

/** Named accounts whose domain is everybody's, or somebody else's already, or whose owner is not. */
export function accountFindings({ namedAccounts }: Routing, team: Team): Finding[] {
  const takenBy = new Map<string, string>();
  return namedAccounts.flatMap(({ company, domains, owner }, index) => {
    const path = ['namedAccounts', index];
    const ofDomains = domains.flatMap((domain, at) => {
      const taken = takenBy.get(domain);
      takenBy.set(domain, taken ?? company);
      const message = domainProblem(domain, taken);
      return message === undefined
        ? []
        : [error(message.code, [...path, 'domains', at], message.says)];
    });
    return [...ofDomains, ...ownerFinding(company, owner, [...path, 'owner'], team)];
  });
}

function domainProblem(
  domain: string,
  taken: string | undefined,
): { code: string; says: string } | undefined {
  if (isFreeProvider(domain)) {
    const says = `${domain} gives anybody an address, so it is no company's own; take it out`;
    return { code: 'free-mail-account', says };
  }
  if (taken === undefined) return undefined;
  const says = `${domain} stands here twice: it belongs to the named account ${taken} already`;
  return { code: 'account-domain-twice', says };
}

function ownerFinding(
  company: string,
  owner: string,
  path: Finding['path'],
  team: Team,
): Finding[] {
  const member = memberOf(team, owner);
  if (member === undefined) {
    const known = Object.keys(team.members).join(', ');
    return [
      error(
        'unknown-member',
        path,
        `"${owner}" is not among the members of team.yaml; there are ${known}`,
      ),
    ];
  }
  if (member.active) return [];
  const message = `${member.name} has left (active: false), so the named account ${company} goes on as if it had no owner`;
  return [{ severity: 'warning', code: 'inactive-owner', file: 'routing', path, message }];
}

function error(code: string, path: Finding['path'], message: string): Finding {
  return { severity: 'error', code, file: 'routing', path, message };
}
