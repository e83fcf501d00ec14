import type { Absences } from '../routing/absences.ts';
import type { PastLead } from '../routing/backtest/past-lead.ts';
import type { Match } from '../routing/decision.ts';

/**
 * A past lead as it may lie in a repository: what rules ask about stays, who it was goes. The
 * address keeps its domain; names, phone, message, address of the visitor, the contact's properties
 * and what deals and companies are called are left out, and why a colleague is away. Fields of the
 * form stay, since rules may ask about any of them.
 */
export function withoutPerson(past: PastLead): PastLead {
  const { lead: known, match, absences } = past;
  const { message: _message, ...lead } = known;
  const { email, country, region, language, companySize, companyDomain, jobTitle } = lead.person;
  const at = `person-${lead.leadId.slice(-12)}@${email?.domain ?? ''}`;
  return {
    ...past,
    match: matchWithoutNames(match),
    ...(absences && { absences: withoutReasons(absences) }),
    lead: {
      ...lead,
      person: {
        ...(email && { email: { ...email, normalised: at, original: at } }),
        ...(country !== undefined && { country }),
        ...(region !== undefined && { region }),
        ...(language !== undefined && { language }),
        ...(companySize !== undefined && { companySize }),
        ...(companyDomain !== undefined && { companyDomain }),
        ...(jobTitle !== undefined && { jobTitle }),
      },
      visitor: {},
      notes: [],
      attribution: { ...lead.attribution, raw: {}, cookies: {}, repairs: [] },
    },
  };
}

function matchWithoutNames({ openDeal, account, ...match }: Match): Match {
  return {
    ...match,
    properties: {},
    ...(openDeal && { openDeal: { dealId: openDeal.dealId, owner: openDeal.owner } }),
    ...(account && { account: { ...account, name: account.domain } }),
  };
}

function withoutReasons(absences: Absences): Absences {
  return Object.fromEntries(
    Object.entries(absences).map(([member, { away, off }]) => [
      member,
      {
        away: away.map(({ from, until }) => ({ from, until })),
        ...(off && { off: { since: off.since, by: '' } }),
      },
    ]),
  );
}
