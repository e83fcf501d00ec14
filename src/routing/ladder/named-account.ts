import { companyDomainOf } from '../company-domain.ts';
import { claimAnswer, claimOfMember } from './owner-keeps.ts';
import { passes, type RungQuestion } from './rung.ts';

/** A company that routing.yaml gives to one person, by the exact domain of the e-mail address. */
export const namedAccount: RungQuestion = (asked) => {
  const { routing, lead } = asked;
  if (routing.routing.namedAccounts.length === 0) return passes('there are no named accounts');
  const domain = companyDomainOf(lead);
  if (domain === undefined) return passes('the lead has no company domain');
  const account = routing.accountOf(domain);
  if (account === undefined) return passes(`no named account has the domain ${domain}`);
  const holds = `has the named account ${account.company} (${domain})`;
  const claim = claimOfMember(routing.team, account.owner, holds);
  return claim === undefined
    ? passes(`the named account ${account.company} is ${account.owner}'s, who is not in team.yaml`)
    : claimAnswer(claim, asked);
};
