import { describe, expect, it } from '@jest/globals';
import type { Match } from '../../../../src/routing/decision.ts';
import { accountOwner } from '../../../../src/routing/ladder/account-owner.ts';
import { anEmailAddress } from '../../../support/lead-builder.ts';
import { aGerman, decided } from '../routing-fixture.ts';
import { answerOf } from './answer-of.ts';

function owned(domain: string, parts: object = {}): Match {
  const owner = { ownerId: '66', email: 'bob@seller.example', active: true, ...parts };
  return { known: false, properties: {}, account: { companyId: '300', domain, owner } };
}

function at(address: string, free = false) {
  return aGerman({ email: anEmailAddress(address, { free }) });
}

describe('the owner of a company in the CRM', () => {
  it('gets leads from exactly its domain', () => {
    expect(decided({ lead: at('x@acme.com'), match: owned('ACME.com') })).toMatchObject({
      rung: 'account-owner',
      owner: { member: 'bob', ownerId: '66' },
      because: 'DACH because country is DE; Bob owns the company acme.com',
    });
    const named = owned('acme.com');
    const match = { ...named, account: { ...named.account!, name: 'Acme Ltd' } };
    expect(answerOf(accountOwner, { match }).says).toBe('Bob owns the company Acme Ltd');
  });

  it.each([
    ['grace@sub.acme.com', 'acme.com'],
    ['grace@acme.com', 'sub.acme.com'],
    ['grace@notacme.com', 'acme.com'],
    ['grace@acme.com', 'notacme.com'],
  ])('does not get %s for %s', (address, domain) => {
    expect(answerOf(accountOwner, { lead: at(address), match: owned(domain) })).toEqual({
      decided: false,
      says: `the CRM names no owner of a company with the domain ${address.split('@')[1]}`,
    });
  });

  it('never gets leads from a free provider', () => {
    const answer = answerOf(accountOwner, {
      lead: at('x@gmail.com', true),
      match: owned('gmail.com'),
    });
    expect(answer).toEqual({ decided: false, says: 'the lead has no company domain' });
  });

  it('comes after the owner of the contact, and passes when they have left', () => {
    const known = {
      known: true,
      owner: { ownerId: '1', email: 'cleo@seller.example', active: true },
    };
    expect(decided({ match: { ...owned('acme.com'), ...known } }).rung).toBe('known-owner');
    expect(answerOf(accountOwner, { match: owned('acme.com', { active: false }) })).toMatchObject({
      decided: false,
      says: 'Bob owns the company acme.com, but is no longer active in the CRM',
    });
  });

  it('passes when the CRM knows no company', () => {
    expect(answerOf(accountOwner).says).toBe(
      'the CRM names no owner of a company with the domain acme.com',
    );
  });
});
