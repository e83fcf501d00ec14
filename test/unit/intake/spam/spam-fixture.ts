import { sourceSchema } from '../../../../src/intake/source-settings.ts';
import { type SpamScore, spamScore } from '../../../../src/intake/spam/spam-score.ts';
import type { SpamInput } from '../../../../src/intake/spam/spam-sign.ts';
import type { Lead } from '../../../../src/lead/lead.ts';
import { aLead, type LeadParts } from '../../../support/lead-builder.ts';

type Parts = LeadParts & {
  timeTrap?: SpamInput['formSignals']['timeTrap'];
  senders?: number;
  spam?: object;
  vendor?: 'form' | 'elementor';
};

/** The score of a lead that is unsuspicious but for what the test says. */
export function scoreOf({
  timeTrap = 'good',
  senders = 1,
  spam = {},
  vendor = 'form',
  ...lead
}: Parts = {}): SpamScore {
  return spamScore({
    lead: aLead(lead),
    submission: { fields: [], context: {} },
    source: sourceSchema.parse({ vendor, spam }),
    formSignals: { timeTrap },
    seen: { senders },
  });
}

export function codesOf(parts: Parts): string[] {
  return scoreOf(parts).signs.map(({ code }) => code);
}

export function named(fullName: string, company?: string): Pick<Lead, 'person'> {
  const [firstName = '', ...rest] = fullName.split(' ');
  return {
    person: { firstName, lastName: rest.join(' '), fullName, ...(company && { company }) },
  };
}
