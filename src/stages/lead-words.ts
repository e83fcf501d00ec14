import { campaignLine } from '../lead/campaign-line.ts';
import { countryName } from '../lead/country.ts';
import type { Lead } from '../lead/lead.ts';
import type { TemplateWord } from './crm-settings.ts';

/** How a lead is called in tasks and alerts. */
export function personName({ person }: Lead): string {
  return person.fullName ?? person.email?.original ?? person.phone?.original ?? 'Somebody';
}

/** The placeholders that the templates of crm.yaml and markets.yaml can use. */
export function templateWords(
  lead: Lead,
  more: { market: string; source: string; why: string },
): Record<TemplateWord, string | undefined> {
  const { person } = lead;
  return {
    ...more,
    name: personName(lead),
    company: person.company ?? person.companyDomain,
    email: person.email?.original,
    phone: person.phone?.e164 ?? person.phone?.original,
    country: person.country && countryName(person.country),
    message: lead.message,
    campaign: campaignLine(lead.attribution) ?? 'none',
    leadId: lead.leadId,
  };
}
