import { companyDomainOf } from '../company-domain.ts';
import { claimAnswer, claimOfCrmOwner } from './owner-keeps.ts';
import { passes, type RungQuestion } from './rung.ts';

/** The owner of the company record in the CRM that has exactly the e-mail address's domain. */
export const accountOwner: RungQuestion = (asked) => {
  const domain = companyDomainOf(asked.lead);
  if (domain === undefined) return passes('the lead has no company domain');
  const { account } = asked.match;
  if (account === undefined || account.domain.toLowerCase() !== domain) {
    return passes(`the CRM names no owner of a company with the domain ${domain}`);
  }
  const holds = `owns the company ${account.name ?? domain}`;
  return claimAnswer(claimOfCrmOwner(asked.routing.team, account.owner, holds), asked);
};
