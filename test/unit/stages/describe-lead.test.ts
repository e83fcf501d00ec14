import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../../../src/routing/decision.ts';
import { teamSchema } from '../../../src/routing/team.ts';
import { describeLead } from '../../../src/stages/describe-lead.ts';
import { aLead } from '../../support/lead-builder.ts';

const decision = { market: 'dach', marketTitle: 'DACH', because: 'country is DE' } as Decision;
const names = {
  team: teamSchema.parse({ members: {}, pools: {} }),
  contactUrl: (contactId: string) => `https://crm.example/${contactId}`,
  sourceTitle: () => 'Contact page',
  details: { Interest: 'extra.interest', Budget: 'extra.budget' },
};

describe('what sales are told of a lead', () => {
  it('is the country by its name, and the number as typed where nobody could read it', () => {
    const lead = aLead({
      person: { country: 'DE', phone: { original: '0301', valid: false }, fullName: 'Ada' },
    });
    const { person } = describeLead({ lead, decision, known: false }, [], names);
    expect(person).toEqual({ name: 'Ada', country: 'Germany', phone: '0301' });
  });

  it('is what alerts.yaml names besides, as far as the lead has it', () => {
    const lead = aLead({ extra: { interest: ['demo', 'pricing'] } });
    const { details } = describeLead({ lead, decision, known: false }, [], names);
    expect(details).toEqual([['Interest', 'demo, pricing']]);
  });
});
