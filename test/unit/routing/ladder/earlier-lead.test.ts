import { describe, expect, it } from '@jest/globals';
import { announcedOwner, earlierLead } from '../../../../src/routing/ladder/earlier-lead.ts';
import { AWAY, decided, ownedBy, theTeam, WEEKS_AWAY } from '../routing-fixture.ts';
import { answerOf } from './answer-of.ts';

const bob = { member: 'bob', name: 'Bob', email: 'bob@seller.example' };
const before = { market: 'dach', marketTitle: 'DACH', owner: bob };

describe('another submission of the same person', () => {
  const basis = { earlier: before };

  it("takes the earlier lead's owner, before the contact's and a named account's", () => {
    const routing = { namedAccounts: [{ company: 'Acme', domains: ['acme.com'], owner: 'ada' }] };
    expect(decided({ basis, routing, match: ownedBy('cleo@seller.example') })).toMatchObject({
      rung: 'earlier-lead',
      owner: bob,
      because: "DACH because country is DE; Bob already has this person's earlier lead",
    });
  });

  it('stays with an owner whom only the CRM knows', () => {
    const owner = { name: 'Eve', email: 'eve@seller.example', ownerId: '5' };
    expect(decided({ basis: { earlier: { ...before, owner } } }).owner).toEqual(owner);
  });

  it('stays with an owner who has another key, or other details, in team.yaml by now', () => {
    const renamed = { earlier: { ...before, owner: { ...bob, member: 'robert' } } };
    expect(decided({ basis: renamed })).toMatchObject({ rung: 'earlier-lead', owner: bob });

    const slack = { earlier: { ...before, owner: { ...bob, slackId: 'U0WRONG', ownerId: '5' } } };
    const mended = decided({ basis: slack, team: theTeam({ bob: { slackId: 'U0BOB' } }) });
    expect(mended.owner).toEqual({ ...bob, slackId: 'U0BOB', ownerId: '5' });
    const moved = decided({ basis: slack, team: theTeam({ bob: { email: 'b@seller.example' } }) });
    expect(moved.owner).toEqual({ ...bob, email: 'b@seller.example' });
    const other = { name: 'Robert', email: 'r@seller.example' };
    expect(decided({ basis, team: theTeam({ bob: other }) }).rung).toBe('fair-share');
  });

  it('goes on when that owner has left, and the sentence says so', () => {
    const inactive = decided({ basis, team: theTeam({ bob: { active: false } }) });
    expect(inactive).toMatchObject({ rung: 'fair-share', owner: { member: 'ada' } });
    expect(inactive.because).toContain('Bob already has');
    const gone = {
      earlier: { ...before, owner: { ...bob, member: 'former', email: 'b@former.example' } },
    };
    expect(answerOf(earlierLead, { basis: gone }).says).toBe(
      "Bob already has this person's earlier lead, but is not in team.yaml any more",
    );
    expect(answerOf(earlierLead).says).toBe('the person has no lead that this one joins');
  });
});

describe('a lead that was announced while the CRM was away', () => {
  const basis = { announced: before };

  it('keeps whom it was announced to, also when it would be another one now', () => {
    const decision = decided({ basis, team: theTeam({ bob: AWAY }) });
    expect(decision).toMatchObject({ rung: 'announced', owner: bob });
    expect(decision).not.toHaveProperty('take');
    expect(decision.because).toBe(
      'DACH because country is DE; ' +
        'Bob was named while the CRM was away (but is away until 2026-07-03)',
    );
  });

  it('goes to the active owner that the CRM turns out to know, of the contact or the company', () => {
    const match = ownedBy('cleo@seller.example');
    expect(decided({ basis, match }).rung).toBe('known-owner');
    const account = { companyId: '3', domain: 'acme.com', owner: match.owner! };
    expect(decided({ basis, match: { known: false, properties: {}, account } }).rung).toBe(
      'account-owner',
    );
  });

  it('stays when the owner that the CRM knows has left', () => {
    const decision = decided({ basis, match: ownedBy('cleo@seller.example', false) });
    expect(decision).toMatchObject({ owner: bob, rung: 'announced' });
  });

  it('stays where a rule for languages or the market’s owner would have it', () => {
    const rule = { name: 'all', when: { country: 'DE' }, pool: 'world' };
    const company = { routing: { languageAndSkill: [rule] }, dach: { owner: 'cleo' } };
    expect(decided({ basis, ...company }).rung).toBe('announced');
  });

  it('goes by turn when what the CRM knows makes it another market', () => {
    const elsewhere = { announced: { ...before, market: 'rest', marketTitle: 'Rest' } };
    const decision = decided({ basis: elsewhere });
    expect(decision.rung).toBe('fair-share');
    expect(decision.because).toContain(
      '(Bob was named while the CRM was away, but in another market (Rest))',
    );
  });

  it('goes on when that person has left since, or is away for weeks', () => {
    for (const changes of [{ active: false }, WEEKS_AWAY]) {
      expect(decided({ basis, team: theTeam({ bob: changes }) }).rung).toBe('fair-share');
    }
    expect(answerOf(announcedOwner).says).toBe('nobody was named while the CRM was away');
  });
});
