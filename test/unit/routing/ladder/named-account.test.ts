import { describe, expect, it } from '@jest/globals';
import { namedAccount } from '../../../../src/routing/ladder/named-account.ts';
import { anEmailAddress } from '../../../support/lead-builder.ts';
import { aGerman, decided, ownedBy, theTeam, WEEKS_AWAY } from '../routing-fixture.ts';
import { answerOf } from './answer-of.ts';

const routing = {
  namedAccounts: [{ company: 'Acme', domains: ['Acme.com', 'acme.de'], owner: 'cleo' }],
};

function at(address: string, free = false) {
  return aGerman({ email: anEmailAddress(address, { free }) });
}

describe('a named account', () => {
  it('is its owner’s, by the domain of the address', () => {
    const lead = at('grace@acme.de');
    expect(answerOf(namedAccount, { lead, routing })).toEqual({
      decided: true,
      outcome: 'assigned',
      owner: { member: 'cleo', name: 'Cleo', email: 'cleo@seller.example' },
      says: 'Cleo has the named account Acme (acme.de)',
    });
    expect(decided({ lead, routing, match: ownedBy('bob@seller.example') })).toMatchObject({
      rung: 'named-account',
      owner: { member: 'cleo' },
      because: 'DACH because country is DE; Cleo has the named account Acme (acme.de)',
    });
  });

  it.each([
    'grace@sub.acme.com',
    'grace@notacme.com',
    'grace@acme.com.evil.example',
    'grace@acme.co',
    'acme.com@other.example',
  ])('is not meant by %s', (address) => {
    const answer = answerOf(namedAccount, { lead: at(address), routing });
    const domain = address.split('@')[1];
    expect(answer).toEqual({ decided: false, says: `no named account has the domain ${domain}` });
  });

  it('is never recognised by a free provider, even when routing.yaml names one', () => {
    const free = { namedAccounts: [{ company: 'X', domains: ['gmail.com'], owner: 'cleo' }] };
    expect(answerOf(namedAccount, { lead: at('x@gmail.com', true), routing: free })).toEqual({
      decided: false,
      says: 'the lead has no company domain',
    });
  });

  it('is not recognised by a website that somebody typed', () => {
    const lead = aGerman({ email: anEmailAddress('x@other.example'), companyDomain: 'acme.com' });
    expect(answerOf(namedAccount, { lead, routing }).decided).toBe(false);
  });

  it('passes when its owner is away for weeks, and the sentence says so', () => {
    const decision = decided({
      lead: at('x@acme.com'),
      routing,
      team: theTeam({ cleo: WEEKS_AWAY }),
    });
    expect(decision).toMatchObject({ rung: 'fair-share', owner: { member: 'ada' } });
    expect(decision.because).toBe(
      "DACH because country is DE; Ada's turn in pool dach (Cleo has the named account Acme " +
        "(acme.com), but is away until 2026-08-14, beyond the market's patience of 3 days)",
    );
  });

  it('passes when its owner is not in the team, when there are none, and without an address', () => {
    const gone = { namedAccounts: [{ company: 'Acme', domains: ['acme.com'], owner: 'eve' }] };
    const { email: _, ...nameless } = aGerman().person;
    expect([
      answerOf(namedAccount, { routing: gone }).says,
      answerOf(namedAccount).says,
      answerOf(namedAccount, { routing, lead: { ...aGerman(), person: nameless } }).says,
    ]).toEqual([
      "the named account Acme is eve's, who is not in team.yaml",
      'there are no named accounts',
      'the lead has no company domain',
    ]);
  });
});
