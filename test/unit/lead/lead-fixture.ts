import type { Lead } from '../../../src/lead/lead.ts';
import type { LeadRules } from '../../../src/lead/lead-rules.ts';
import { makeLead } from '../../../src/lead/make-lead.ts';
import type { ReadSubmission, SubmittedField } from '../../../src/lead/submission.ts';

export const RULES: LeadRules = {
  name: 'contact-form',
  required: ['email'],
  accepts: {},
  fields: {},
  consent: {
    purposes: ['ad_user_data', 'ad_personalization', 'analytics_storage'],
    granted: ['on', 'yes', 'true', '1', 'granted', 'accepted'],
    unstated: 'unknown',
  },
  honeypots: ['_gotcha'],
};

/** Fields as a form posts them: key and value, in order. */
export function posted(
  values: Record<string, string | string[]>,
  context: ReadSubmission['context'] = {},
): ReadSubmission {
  return { fields: Object.entries(values).map(([key, value]) => ({ key, value })), context };
}

export function withFields(...fields: SubmittedField[]): ReadSubmission {
  return { fields, context: {} };
}

export function made(submission: ReadSubmission, rules: Partial<LeadRules> = {}) {
  return makeLead({
    leadId: '0190f3a0-0000-7000-8000-000000000001',
    receivedAt: '2026-02-01T09:00:00.000Z',
    rules: { ...RULES, ...rules },
    submission,
  });
}

export function leadOf(
  values: Record<string, string | string[]>,
  rules?: Partial<LeadRules>,
): Lead {
  return made(posted(values), rules).lead;
}

export function noteCodes(lead: Lead): string[] {
  return lead.notes.map(({ field, code }) => `${field}: ${code}`);
}
