import { cleanLine } from './clean-text.ts';
import { extraFields, heldTexts } from './extra-fields.ts';
import { type FieldProblem, findProblems } from './find-problems.ts';
import type { Lead, LeadNote } from './lead.ts';
import type { LeadRules } from './lead-rules.ts';
import { isHoneypot, mapFields } from './map-fields.ts';
import { onlyStated } from './only-stated.ts';
import { readPageUrl } from './page-url.ts';
import { pickText } from './picked-text.ts';
import { preserveAttribution } from './preserve-attribution.ts';
import { readConsent } from './read-consent.ts';
import { readPerson } from './read-person.ts';
import { readVisit, type Visit } from './read-visit.ts';
import { type ReadSubmission, valuesOf } from './submission.ts';

export type MakeLeadInput = {
  /** UUIDv7. */
  leadId: string;
  /** ISO 8601, UTC. */
  receivedAt: string;
  rules: LeadRules;
  submission: ReadSubmission;
};

/**
 * Makes the lead from what an adapter read. Never throws and always answers a lead, whatever was
 * posted; `problems` is what the visitor could mend, and the caller decides what follows from it.
 *
 * Every submitted field ends up somewhere: in the person, message, attribution or consent, or
 * under its own key in `extra`.
 */
export function makeLead({ leadId, receivedAt, rules, submission }: MakeLeadInput): {
  lead: Lead;
  problems: FieldProblem[];
} {
  const { fields, context } = submission;
  const map = mapFields(fields, rules);
  const { person, notes } = readPerson(map, submission, rules);
  const message = pickText(map, 'message', notes)?.text;
  const visit = readVisit(map, submission);
  const agreed = readConsent(fields, map, rules.consent);
  const { cookies, firstTouch, lastTouch } = context;
  const attribution = preserveAttribution({
    fields,
    ...visit.pages,
    ...(cookies && { cookies }),
    ...(firstTouch && { firstTouch }),
    ...(lastTouch && { lastTouch }),
  });
  const form = onlyStated({
    id: visit.submissionId,
    formId: stated(submission.formId),
    formName: stated(submission.formName),
  });
  const told = {
    submission: form,
    person,
    ...(message !== undefined && { message }),
    attribution,
    consent: agreed.consent,
    visitor: visit.visitor,
  };
  const { extra, notes: cutNotes } = extraFields(fields, map, heldTexts(told));
  const lead: Lead = {
    leadId,
    source: rules.name,
    receivedAt,
    ...told,
    extra,
    notes: [
      ...notes,
      ...agreed.notes,
      ...pageNotes(visit.pages),
      ...cutNotes,
      ...honeypotNotes(submission, rules),
    ],
  };
  return { lead, problems: findProblems(lead, fields, map, rules) };
}

const PAGES = ['pageUrl', 'landingPage', 'referrer'] as const;

function pageNotes(pages: Visit['pages']): LeadNote[] {
  const notes: LeadNote[] = [];
  for (const field of PAGES) {
    const url = pages[field];
    if (url === undefined) continue;
    for (const remark of readPageUrl(url).remarks) notes.push({ field, ...remark });
  }
  return notes;
}

function honeypotNotes({ fields }: ReadSubmission, { honeypots }: LeadRules): LeadNote[] {
  return fields
    .filter(({ key, value }) => isHoneypot(key, honeypots) && valuesOf({ value }).some(isFilled))
    .map(({ key }) => ({
      field: key,
      code: 'honeypot',
      says: `The hidden field ${cleanLine(key)} was filled in; people do not see it.`,
    }));
}

function isFilled(value: string): boolean {
  return value.trim() !== '';
}

function stated(text: string | undefined): string | undefined {
  return cleanLine(text ?? '') || undefined;
}
