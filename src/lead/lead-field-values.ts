import type { Lead, LeadField } from './lead.ts';
import { onlyStated } from './only-stated.ts';

/** What a lead holds, as text, by the names of `fields:` in sources.yaml. Absent: not known. */
export function leadFieldValues(lead: Lead): Partial<Record<LeadField, string>> {
  const { person, attribution, visitor, submission } = lead;
  return onlyStated({
    email: person.email?.normalised,
    phone: person.phone?.e164 ?? person.phone?.original,
    name: person.fullName,
    firstName: person.firstName,
    lastName: person.lastName,
    company: person.company,
    website: person.website,
    jobTitle: person.jobTitle,
    companySize: person.companySize?.toString(),
    country: person.country,
    region: person.region,
    city: person.city,
    postalCode: person.postalCode,
    language: person.language,
    message: lead.message,
    submissionId: submission.id,
    pageUrl: attribution.pageUrl,
    landingPage: attribution.landingPage,
    referrer: attribution.referrer,
    ip: visitor.ip,
    userAgent: visitor.userAgent,
    timeZone: visitor.timeZone,
  });
}
