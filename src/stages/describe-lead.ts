import { campaignLine } from '../lead/campaign-line.ts';
import { countryName } from '../lead/country.ts';
import { memberOf, type Team } from '../routing/team.ts';
import type { Crm, LeadAlert } from '../workflow/ports.ts';
import type { Assigned } from '../workflow/stage.ts';
import type { AlertSettings } from './alert-settings.ts';
import { personName } from './lead-words.ts';
import { valueAt } from './value-at.ts';

/** An assigned lead; while the CRM is away, one without its contact. */
type LeadToTell = Pick<Assigned, 'lead' | 'decision' | 'known' | 'joins'> & {
  contactId?: Assigned['contactId'];
};

/** What a salesperson has to know of a lead; how it looks is the adapter's matter. */
export function describeLead(
  told: LeadToTell,
  remarks: string[],
  names: {
    team: Team;
    contactUrl: Crm['contactUrl'];
    sourceTitle: (source: string) => string;
    /** Label ← path into the lead. */
    details: AlertSettings['details'];
  },
): LeadAlert {
  const { lead, decision, contactId, known, joins } = told;
  const { person } = lead;
  const { owner } = decision;
  const member = owner?.member === undefined ? undefined : memberOf(names.team, owner.member);
  return {
    leadId: lead.leadId,
    marketTitle: decision.marketTitle,
    person: {
      name: personName(lead),
      ...optional('company', person.company ?? person.companyDomain),
      ...optional('email', person.email?.original),
      ...optional('phone', person.phone?.e164 ?? person.phone?.original),
      ...optional('country', person.country && countryName(person.country)),
      ...optional('jobTitle', person.jobTitle),
    },
    known,
    ...optional('message', lead.message),
    ...(owner && {
      owner: { name: owner.name, ...optional('slackId', owner.slackId ?? member?.slackId) },
    }),
    ownerReason: decision.because,
    ...optional('campaign', campaignLine(lead.attribution)),
    sourceTitle: names.sourceTitle(lead.source),
    details: Object.entries(names.details).flatMap(([label, path]) => {
      const value = valueAt({ lead, decision }, path);
      return value === undefined ? [] : [[label, value] as [string, string]];
    }),
    ...optional('crmUrl', contactId === undefined ? undefined : names.contactUrl(contactId)),
    receivedAt: Date.parse(lead.receivedAt),
    remarks: [...remarks, ...lead.notes.filter(isForSales).map(({ says }) => says)],
    ...optional('linkedToLeadId', joins),
    ...(isClaimable(told) && { claimable: true as const }),
  };
}

/** Not while the CRM is away, nor what belongs to another lead's task. */
function isClaimable({ decision, contactId, joins }: LeadToTell): boolean {
  return decision.outcome === 'to_claim' && contactId !== undefined && joins === undefined;
}

/** Whether a robot sent it was decided before: sales have nothing to do about that. */
function isForSales({ code }: { code: string }): boolean {
  return code !== 'spam' && code !== 'captcha_passed';
}

function optional<Key extends string>(
  key: Key,
  value: string | undefined,
): { [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: string };
}
