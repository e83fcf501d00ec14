import { describe, expect, it } from '@jest/globals';
import type { Match } from '../../../../src/routing/decision.ts';
import { knownOwner } from '../../../../src/routing/ladder/known-owner.ts';
import { AWAY, decided, ownedBy, theTeam, WEEKS_AWAY } from '../routing-fixture.ts';
import { answerOf } from './answer-of.ts';

const cleos = ownedBy('Cleo@Seller.example');

function withDeal(owner: string, parts: object = {}, contact: Match = cleos): Match {
  const deal = {
    dealId: '900',
    name: 'Acme renewal',
    owner: { ownerId: '88', email: owner, active: true, ...parts },
  };
  return { ...contact, openDeal: deal };
}

describe('a known contact', () => {
  it('keeps its owner, who need not be in the pool', () => {
    const dach = { pool: 'world' };
    const decision = decided({ match: cleos, dach });
    expect(decision).toMatchObject({
      rung: 'known-owner',
      outcome: 'assigned',
      owner: { member: 'cleo', name: 'Cleo', email: 'cleo@seller.example', ownerId: '77' },
      because: 'DACH because country is DE; Cleo already owns this contact',
    });
    expect(decision).not.toHaveProperty('pool');
    expect(decision).not.toHaveProperty('take');
  });

  it('keeps an owner whom the team file does not name', () => {
    const owner = { name: 'Owner Of CRM', email: 'eve@seller.example', ownerId: '77' };
    expect(answerOf(knownOwner, { match: ownedBy('eve@seller.example') })).toMatchObject({ owner });
    const nameless: Match = { known: true, owner: { ownerId: '9', active: true }, properties: {} };
    expect(answerOf(knownOwner, { match: nameless })).toMatchObject({
      owner: { name: 'CRM owner 9', email: '', ownerId: '9' },
    });
  });

  it('knows a member by the address that the CRM has of them', () => {
    const team = theTeam({ cleo: { crmOwnerEmail: 'c.crm@seller.example' } });
    expect(answerOf(knownOwner, { match: ownedBy('c.crm@seller.example'), team })).toMatchObject({
      owner: { member: 'cleo', email: 'cleo@seller.example' },
    });
  });

  it('passes for a new person, and for a contact without owner', () => {
    expect(answerOf(knownOwner).says).toBe('the CRM does not know the person');
    const match = { known: true, properties: {} };
    expect(answerOf(knownOwner, { match }).says).toBe('the known contact has no owner');
  });
});

describe('the owner of an open deal', () => {
  it('goes before the owner of the contact, and is told by its id: its name is often a person’s', () => {
    expect(answerOf(knownOwner, { match: withDeal('bob@seller.example') })).toMatchObject({
      owner: { member: 'bob', ownerId: '88' },
      says: 'Bob has an open deal with this person (deal 900)',
    });
  });

  it('who has left leaves it to the owner of the contact, and both are told', () => {
    const match = withDeal('bob@seller.example', { active: false });
    expect(decided({ match })).toMatchObject({
      owner: { member: 'cleo' },
      because:
        'DACH because country is DE; Cleo already owns this contact (Bob has an open deal with ' +
        'this person (deal 900), but is no longer active in the CRM)',
    });
  });

  it('passes when neither can keep it', () => {
    const match = withDeal('bob@seller.example', { active: false });
    const answer = answerOf(knownOwner, { match, team: theTeam({ cleo: WEEKS_AWAY }) });
    expect(answer.decided).toBe(false);
    expect(answer.passedOver).toHaveLength(2);
    expect(answer.says).toBe(answer.passedOver?.join('; '));
  });
});

describe('an owner keeps a lead', () => {
  const kept = (changes: object, more: object = {}) =>
    answerOf(knownOwner, { match: cleos, team: theTeam({ cleo: changes }), ...more });

  it('while away within the market’s patience, and it is said', () => {
    expect(kept(AWAY).says).toBe('Cleo already owns this contact (but is away until 2026-07-03)');
    expect(kept(AWAY).decided).toBe(true);
  });

  it('to the minute of that patience', () => {
    // Back at midnight, 60 hours from now.
    expect(kept(AWAY, { dach: { ownerPatienceHours: 60 } }).decided).toBe(true);
    expect(kept(AWAY, { dach: { ownerPatienceHours: 59.9 } }).decided).toBe(false);
    expect(kept(AWAY, { routing: { ownerPatienceHours: 59 } }).says).toBe(
      "Cleo already owns this contact, but is away until 2026-07-03, beyond the market's patience of 2.5 days",
    );
  });

  it('by the market’s own patience before that of routing.yaml', () => {
    const routing = { ownerPatienceHours: 1 };
    expect(kept(AWAY, { routing, dach: { ownerPatienceHours: 100 } }).decided).toBe(true);
    expect(kept(AWAY, { routing, dach: {} }).decided).toBe(false);
  });

  it('not at all while away, in a market without patience', () => {
    expect(kept(AWAY, { dach: { ownerPatienceHours: 0 } }).says).toBe(
      'Cleo already owns this contact, but is away until 2026-07-03, and the market does not wait for owners',
    );
    expect(kept({}, { dach: { ownerPatienceHours: 0 } }).decided).toBe(true);
  });

  it('while only switched off, by team.yaml or by command', () => {
    const says = 'Cleo already owns this contact (but is switched off for now)';
    expect(kept({ off: true })).toMatchObject({ decided: true, says });
    const absences = { cleo: { away: [], off: { since: 1, by: 'Max' } } };
    expect(kept({}, { basis: { absences } })).toMatchObject({ decided: true, says });
  });

  it('not while switched off and away for weeks: the switch hides no leave', () => {
    expect(kept({ ...WEEKS_AWAY, off: true })).toMatchObject({ decided: false });
    const away = [{ from: '2026-07-01', until: '2026-08-14' }];
    const absences = { cleo: { away, off: { since: 1, by: 'Max' } } };
    expect(kept({}, { basis: { absences } }).says).toContain('but is away until 2026-08-14');
    expect(kept({ ...AWAY, off: true }).decided).toBe(true);
  });

  it('not when away for weeks by command', () => {
    const absences = { cleo: { away: [{ from: '2026-06-30', until: '2026-08-14' }] } };
    expect(kept({}, { basis: { absences } })).toMatchObject({ decided: false });
  });

  it('not when inactive in team.yaml, or in the CRM', () => {
    expect(kept({ active: false }).says).toBe(
      'Cleo already owns this contact, but is marked inactive in team.yaml',
    );
    const match = ownedBy('cleo@seller.example', false);
    expect(decided({ match })).toMatchObject({
      rung: 'fair-share',
      owner: { member: 'ada' },
      because:
        "DACH because country is DE; Ada's turn in pool dach " +
        '(Cleo already owns this contact, but is no longer active in the CRM)',
    });
    const left = { ...ownedBy('eve@seller.example', false) };
    expect(answerOf(knownOwner, { match: left }).says).toBe(
      'Owner Of CRM already owns this contact, but is no longer active in the CRM',
    );
  });
});
