import { describe, expect, it } from '@jest/globals';
import { withoutPerson } from '../../../src/commands/without-person.ts';
import type { PastLead } from '../../../src/routing/backtest/past-lead.ts';
import { aLead, anEmailAddress } from '../../support/lead-builder.ts';

const owner = { ownerId: '7', email: 'ada@example.com', name: 'Ada', active: true };

const past: PastLead = {
  lead: aLead({
    person: {
      email: anEmailAddress('grace@acme.example.com'),
      fullName: 'Grace Hopper',
      country: 'DE',
    },
    message: 'Grace Hopper here',
  }),
  match: {
    known: true,
    contactId: '501',
    properties: { firstname: 'Grace' },
    openDeal: { dealId: '9', name: 'Renewal for Grace Hopper', owner },
    account: { companyId: '3', domain: 'acme.example.com', name: 'Hopper & Daughters', owner },
  },
  decidedAt: 1,
  absences: {
    ben: {
      away: [
        { from: '2026-11-02', until: '2026-11-06', note: 'operation', said: { at: 1, by: 'eve' } },
      ],
      off: { since: 1, by: 'eve' },
    },
  },
};

describe('past leads that may lie in a repository', () => {
  it('say nothing of the person, nor why a colleague is away', () => {
    const text = JSON.stringify(withoutPerson(past));
    for (const secret of [/grace/iu, /hopper/iu, /operation/u, /eve/u]) {
      expect(text).not.toMatch(secret);
    }
  });

  it('keep what rules and ladder look at', () => {
    expect(withoutPerson(past)).toMatchObject({
      lead: { person: { country: 'DE', email: { domain: 'acme.example.com' } } },
      match: { known: true, openDeal: { owner }, account: { domain: 'acme.example.com', owner } },
      absences: { ben: { away: [{ from: '2026-11-02', until: '2026-11-06' }], off: { since: 1 } } },
    });
  });
});
