import type { PastLead } from '../routing/backtest/past-lead.ts';

/**
 * A past lead as it may lie in a repository: what rules ask about stays, who it was goes. The
 * address keeps its domain; names, phone, message, address of the visitor and the contact's
 * properties are left out. Fields of the form stay, since rules may ask about any of them.
 */
export function withoutPerson(past: PastLead): PastLead {
  const { lead: known, match } = past;
  const { message: _message, ...lead } = known;
  const { email, country, region, language, companySize, companyDomain, jobTitle } = lead.person;
  const at = `person-${lead.leadId.slice(-12)}@${email?.domain ?? ''}`;
  return {
    ...past,
    match: { ...match, properties: {} },
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
