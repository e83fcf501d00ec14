import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { companyDomainOf } from '../../../../src/routing/company-domain.ts';
import { decide } from '../../../../src/routing/decide.ts';
import type { Counterfactual, Decision } from '../../../../src/routing/decision.ts';
import { explain } from '../../../../src/routing/explain/explain.ts';
import { leadVariants } from '../../../../src/routing/explain/lead-variants.ts';
import { relevantBasis } from '../../../../src/routing/relevant-basis.ts';
import { applyDecision } from '../../../../src/routing/rotation-change.ts';
import { EMPTY_ROTATION } from '../../../../src/routing/rotation-state.ts';
import { anEmailAddress } from '../../../support/lead-builder.ts';
import { type Case, cases } from '../routing-arbitraries.ts';
import {
  aGerman,
  aMarket,
  type Given,
  newPerson,
  ownedBy,
  standings,
  theMarkets,
  theTeam,
} from '../routing-fixture.ts';
import { explained } from './explained.ts';

function told(given: Given): Partial<Record<Counterfactual['kind'], string>> {
  const { counterfactuals } = explained(given);
  return Object.fromEntries(
    counterfactuals.map(({ kind, change, owner, market }) => [
      kind,
      `${change}: ${owner} (${market})`,
    ]),
  );
}

const austria = aMarket('austria', { when: { country: 'AT' }, owner: 'bob' });
const dach = aMarket('dach', { when: { country: ['DE', 'CH'], companySize: { min: 50 } } });
const rest = aMarket('rest', { pool: 'world', owner: 'cleo', title: 'Rest' });
const lead = aGerman({ companySize: 250 });

describe('the change of the lead that would have changed the owner', () => {
  it('is the smallest: a matter of degree before another value', () => {
    const markets = theMarkets(austria, dach, rest);
    expect(told({ markets, lead }).lead).toBe('with company size 49 instead of 250: Cleo (Rest)');
    const large = aMarket('large', { when: { companySize: { min: 300 } }, owner: 'bob' });
    expect(told({ markets: theMarkets(large, dach, rest), lead }).lead).toBe(
      'with company size 300 instead of 250: Bob (LARGE)',
    );
  });

  it('is a value that a rule names, or else one that none does', () => {
    const plain = aMarket('dach', { when: { country: ['DE', 'CH'] } });
    expect(told({ markets: theMarkets(austria, plain, rest) }).lead).toBe(
      'with country AT instead of DE: Bob (AUSTRIA)',
    );
    expect(told({ markets: theMarkets(plain, rest) }).lead).toBe(
      'with a country that no rule names instead of DE: Cleo (Rest)',
    );
    const demo = aMarket('demo', { when: { source: 'website' } });
    expect(told({ markets: theMarkets(demo, rest) }).lead).toBe(
      'with a source that no rule names instead of website: Cleo (Rest)',
    );
  });

  it('is another sort of address, field, campaign or click', () => {
    const by = (when: object) =>
      told({ markets: theMarkets(aMarket('m', { when, owner: 'bob' }), rest) });
    expect(by({ emailDomain: 'big.example' }).lead).toBe(
      'with an address at big.example instead of acme.com: Bob (M)',
    );
    expect(by({ emailDomain: { free: true } }).lead).toBe(
      'with an address at a free provider instead of acme.com: Bob (M)',
    );
    expect(by({ field: { name: 'budget', is: '50k' } }).lead).toBe(
      'with field budget "50k": Bob (M)',
    );
    expect(by({ utm: { source: 'google' } }).lead).toBe('with utm_source "google": Bob (M)');
    expect(by({ utm: { UTM_Source: 'google' } }).lead).toBe('with utm_source "google": Bob (M)');
    expect(by({ clickId: 'gclid' }).lead).toBe('with a click id gclid: Bob (M)');
    expect(by({ known: true }).lead).toBe('with a person whom the CRM knows: Bob (M)');
    expect(by({ not: { language: 'de' } }).lead).toBe('with language de: Cleo (Rest)');
  });

  it('is another customer, where the owner has it by the customer', () => {
    expect(told({ match: ownedBy('cleo@seller.example') }).lead).toBe(
      'with a new person: Ada (DACH)',
    );
    const routing = { namedAccounts: [{ company: 'Acme', domains: ['acme.com'], owner: 'cleo' }] };
    const expected = 'with an address at another company instead of acme.com: Ada (DACH)';
    expect(told({ routing }).lead).toBe(expected);
    const owner = { ownerId: '9', email: 'cleo@seller.example', active: true };
    const account = { companyId: '3', domain: 'acme.com', owner };
    expect(told({ match: { ...newPerson, account } }).lead).toBe(expected);
    // A new person of that company is still of that company.
    const match = { ...ownedBy('bob@seller.example'), account };
    expect(told({ match }).lead).toBe('with a new person: Cleo (DACH)');
  });

  it('does not stick another company to whoever had the last lead of this one', () => {
    const team = theTeam({}, { dach: { choice: 'sticky-company', members: ['ada', 'bob'] } });
    const rotation = { ...EMPTY_ROTATION, companies: { dach: 'bob' } };
    const routing = { namedAccounts: [{ company: 'Acme', domains: ['acme.com'], owner: 'cleo' }] };
    expect(told({ team, routing, basis: { rotation } }).lead).toBe(
      'with an address at another company instead of acme.com: Ada (DACH)',
    );
  });

  it('names nobody by a turn that the kept basis knows nothing of', () => {
    const markets = theMarkets(
      aMarket('dach', { when: { country: 'DE' } }),
      aMarket('uk', { when: { country: 'GB' }, pool: 'uk' }),
      rest,
    );
    const pool = (members: unknown[]) => theTeam({}, { uk: { members } });
    const change = 'with country GB instead of DE';
    expect(told({ markets, team: pool(['bob', 'cleo']) }).lead).toBe(
      `${change}: whoever is next in pool uk (UK)`,
    );
    expect(told({ markets, team: pool(['bob']) }).lead).toBe(`${change}: Bob (UK)`);
    const rotation = { ...EMPTY_ROTATION, pools: { uk: standings({ bob: 1 }) } };
    expect(told({ markets, team: pool(['bob', 'cleo']), basis: { rotation } }).lead).toBe(
      `${change}: Cleo (UK)`,
    );
  });
});

describe('the time that would have changed the owner', () => {
  const hours = (blocks: string | string[]) => ({ workingHours: { 'mon-fri': blocks } });

  it.each([
    ['09:00-12:17', '17 minutes later, on Wed 1 Jul 2026, 12:17 (UTC): Bob (DACH)'],
    ['11:43-23:00', '18 minutes earlier, on Wed 1 Jul 2026, 11:42 (UTC): Bob (DACH)'],
    [['08:00-13:40', '14:00-23:00'], '1.7 hours later, on Wed 1 Jul 2026, 13:40 (UTC): Bob (DACH)'],
    ['00:00-24:00', '2.5 days later, on Sat 4 Jul 2026, 00:00 (UTC): Bob (DACH)'],
  ])('is the nearest boundary of the working hours %j, to the minute', (blocks, clock) => {
    expect(told({ team: theTeam({ ada: hours(blocks) }) }).clock).toBe(clock);
  });

  it('is the nearer one of both ways', () => {
    const team = theTeam({ ada: hours('11:58-12:12') });
    expect(told({ team }).clock).toBe(
      '3 minutes earlier, on Wed 1 Jul 2026, 11:57 (UTC): Bob (DACH)',
    );
  });

  it('is told by the clock of the owner, and not at all where none changes it', () => {
    const team = theTeam({ ada: { ...hours('09:00-17:00'), timeZone: 'Europe/Berlin' } });
    expect(told({ team }).clock).toContain('17:00 (Europe/Berlin): Bob');
    expect(told({}).clock).toBeUndefined();
  });

  it('is when a held lead would have had somebody', () => {
    const closed = hours('08:00-10:00');
    const team = theTeam({ ada: closed, bob: closed, cleo: closed });
    const decision = { team, dach: { whenNobody: { hold: { atMostHours: 90 } } } };
    expect(told(decision).clock).toBe(
      '2 hours earlier, on Wed 1 Jul 2026, 09:59 (UTC): Ada (DACH)',
    );
  });
});

describe('the turn that would have changed the owner', () => {
  it('is the next one', () => {
    expect(told({}).rotation).toBe('as the next lead: Bob (DACH)');
  });

  it('is not there for an owner’s lead, nor for a company that sticks to its owner', () => {
    expect(told({ match: ownedBy('cleo@seller.example') }).rotation).toBeUndefined();
    const sticky = { choice: 'sticky-company', members: ['ada', 'bob'] };
    expect(told({ team: theTeam({}, { dach: sticky }) }).rotation).toBeUndefined();
    const free = aGerman({ email: anEmailAddress('x@gmail.com', { free: true }) });
    expect(told({ team: theTeam({}, { dach: sticky }), lead: free }).rotation).toContain('Bob');
  });

  it('can be that the day’s cap is reached then', () => {
    const team = theTeam({ ada: { cap: { day: 1 } } }, { dach: { members: ['ada'] } });
    expect(told({ team, dach: { whenNobody: 'tell' } }).rotation).toBe(
      'as the next lead: nobody (DACH)',
    );
  });
});

describe('every counterfactual', () => {
  const ownerOf = ({ owner, outcome, pool }: Decision) =>
    ({
      assigned: owner?.name,
      held: 'held',
      to_claim: `whoever of pool ${pool} claims it first`,
      nobody: 'nobody',
    })[outcome];
  const isAnother = (one: Decision, other: Decision) =>
    one.outcome !== other.outcome || one.owner?.email !== other.owner?.email;

  function decidedAs({ kind, change }: Counterfactual, { lead: of, match, routing, basis }: Case) {
    if (kind === 'lead') {
      const variant = leadVariants(of, match, routing).find(
        (one) => `with ${one.change}` === change,
      );
      const isOther = companyDomainOf(variant?.lead ?? of) !== companyDomainOf(of);
      const rotation = isOther ? { ...basis.rotation, companies: {} } : basis.rotation;
      return variant && decide(variant.lead, variant.match, routing, { ...basis, rotation });
    }
    if (kind === 'clock')
      return decide(of, match, routing, { ...basis, decidedAt: momentIn(change) });
    const decision = decide(of, match, routing, basis);
    const { state } = applyDecision(basis.rotation, { decision }, basis.decidedAt, routing.team);
    return decide(of, match, routing, { ...basis, rotation: state });
  }

  function momentIn(change: string): number {
    const [, local = '', zone = ''] = /, on \w+ (.*) \((.*)\)$/.exec(change) ?? [];
    return DateTime.fromFormat(local, 'd LLL yyyy, HH:mm', { zone, locale: 'en-GB' }).toMillis();
  }

  it('is true: decided again with it, the lead has just that other owner', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { lead: of, match, routing, basis } = one;
        const { decision, counterfactuals } = explain(of, match, routing, basis);
        for (const counterfactual of counterfactuals) {
          const other = decidedAs(counterfactual, one);
          if (other === undefined) throw new Error(`no such change: ${counterfactual.change}`);
          expect([counterfactual, isAnother(other, decision)]).toEqual([counterfactual, true]);
          expect(other.marketTitle).toBe(counterfactual.market);
          if (!counterfactual.owner.startsWith('whoever is next')) {
            expect(ownerOf(other)).toBe(counterfactual.owner);
          }
          if (counterfactual.kind !== 'clock') continue;
          const at = momentIn(counterfactual.change);
          const nearer = { ...basis, decidedAt: at - Math.sign(at - basis.decidedAt) * 60_000 };
          expect(isAnother(decide(of, match, routing, nearer), decision)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is as true on the part of the basis that is kept, or names nobody', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { lead: of, match, routing, basis } = one;
        const kept = explain(of, match, routing, relevantBasis(of, match, routing, basis));
        const whole = explain(of, match, routing, basis);
        const clockAndTurn = (from: typeof kept) =>
          from.counterfactuals.filter(({ kind }) => kind !== 'lead');
        expect(clockAndTurn(kept)).toEqual(clockAndTurn(whole));
        const ofLead = kept.counterfactuals.find(({ kind }) => kind === 'lead');
        if (ofLead === undefined || ofLead.owner.startsWith('whoever')) return;
        const other = decidedAs(ofLead, one);
        expect(other && ownerOf(other)).toBe(ofLead.owner);
      }),
      { numRuns: 40 },
    );
  });
});
