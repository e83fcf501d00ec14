import { describe, expect, it } from '@jest/globals';
import { completeDecision, prepareDecision } from '../../../src/routing/decide.ts';
import type { Decision, Match } from '../../../src/routing/decision.ts';
import type { Team } from '../../../src/routing/team.ts';
import { aLead } from '../../support/lead-builder.ts';
import {
  aDecision,
  aMarket,
  NOON,
  newPerson,
  ownedBy,
  theMarkets,
  theTeam,
} from './routing-fixture.ts';

const german = aLead({ person: { country: 'DE', companySize: 250 } });
const markets = theMarkets(
  aMarket('dach', { when: { country: ['DE'], companySize: { min: 200 } } }),
  aMarket('rest', { pool: 'world', title: 'Rest of the world' }),
);
const away = { away: [{ from: '2026-06-29', until: '2026-07-03' }] };

type Given = {
  match?: Match;
  team?: Team;
  earlier?: { decision: Decision };
  announced?: { decision: Decision };
  lead?: typeof german;
};

function prepare(given: Given = {}) {
  const { match = newPerson, team = theTeam(), earlier, announced, lead = german } = given;
  return prepareDecision(lead, match, { markets, team }, NOON, earlier, announced);
}

function decide(given: Given = {}, turn = 0): Decision {
  return completeDecision(prepare(given), turn);
}

describe('a new person', () => {
  it('goes to whose turn it is in the pool of the market', () => {
    expect(prepare().needsTurn).toEqual({ pool: 'dach' });
    expect(decide()).toMatchObject({
      market: 'dach',
      marketTitle: 'DACH',
      fallback: false,
      pool: 'dach',
      owner: { member: 'ada', name: 'Ada', email: 'ada@seller.example', slackId: 'U0ADA' },
      ownerBecause: 'turn_in_pool',
      because: "DACH because country is DE and company size is 250; Ada's turn in pool dach",
    });
  });

  it('goes to the next one, with the reason, when that person is away', () => {
    const decision = decide({ team: theTeam({ ada: away }) });
    expect(decision.owner).toEqual({ member: 'bob', name: 'Bob', email: 'bob@seller.example' });
    expect(decision.because).toBe(
      "DACH because country is DE and company size is 250; Bob's turn in pool dach " +
        '(Ada was next in turn, but is away until 2026-07-03)',
    );
  });

  it('goes to the fallback market when no other matched', () => {
    const decision = decide({ lead: aLead() }, 1);
    expect(decision).toMatchObject({ market: 'rest', fallback: true, owner: { member: 'bob' } });
    expect(decision.because).toBe(
      "Rest of the world because no other market matched; Bob's turn in pool world",
    );
  });

  it('has no owner when nobody is available, and takes no turn for that', () => {
    const team = theTeam({ ada: away, bob: { active: false }, cleo: away });
    const prepared = prepare({ team });
    expect(prepared.needsTurn).toBeUndefined();
    const decision = completeDecision(prepared);
    expect(decision.owner).toBeUndefined();
    expect(decision.ownerBecause).toBe('nobody_available');
    expect(decision.because).toContain(
      'nobody in pool dach is available (Ada is away until 2026-07-03, ' +
        'Bob is marked inactive in team.yaml and Cleo is away until 2026-07-03)',
    );
    expect(decision.explanation.owners).toHaveLength(3);
  });

  it('cannot be decided without the turn it needs', () => {
    expect(() => completeDecision(prepare())).toThrow('needs a turn in pool "dach"');
  });
});

describe('a known contact', () => {
  it('keeps its owner, who need not be in the pool', () => {
    const prepared = prepare({ match: ownedBy('Cleo@Seller.example') });
    expect(prepared.needsTurn).toBeUndefined();
    expect(completeDecision(prepared)).toMatchObject({
      market: 'dach',
      owner: { member: 'cleo', name: 'Cleo', email: 'cleo@seller.example', ownerId: '77' },
      ownerBecause: 'keeps_known_owner',
      because: 'DACH because country is DE and company size is 250; Cleo already owns this contact',
      explanation: {
        owners: [{ name: 'Cleo', chosen: true, because: 'already owns this contact' }],
      },
    });
  });

  it('keeps an owner whom the team file does not name', () => {
    expect(decide({ match: ownedBy('eve@seller.example') }).owner).toEqual({
      name: 'Owner Of CRM',
      email: 'eve@seller.example',
      ownerId: '77',
    });
    const nameless: Match = { known: true, owner: { ownerId: '9', active: true }, properties: {} };
    expect(decide({ match: nameless }).owner).toEqual({
      name: 'CRM owner 9',
      email: '',
      ownerId: '9',
    });
  });

  it('keeps an owner who is away today, and says so', () => {
    const team = theTeam({ cleo: away });
    expect(decide({ match: ownedBy('cleo@seller.example'), team }).because).toContain(
      'Cleo already owns this contact (but is away until 2026-07-03)',
    );
  });

  it('does not keep an owner who is no longer active in the CRM', () => {
    const decision = decide({ match: ownedBy('cleo@seller.example', false) });
    expect(decision).toMatchObject({ owner: { member: 'ada' }, ownerBecause: 'turn_in_pool' });
    expect(decision.because).toContain(
      "Ada's turn in pool dach (Cleo already owns this contact, but is no longer active in the CRM)",
    );
    expect(decision.explanation.owners[0]).toEqual({
      name: 'Cleo',
      chosen: false,
      because: 'already owns this contact, but is no longer active in the CRM',
    });
  });

  it('does not keep an owner who is inactive in the team file', () => {
    const team = theTeam({ cleo: { active: false } });
    const decision = decide({ match: ownedBy('cleo@seller.example'), team });
    expect(decision.owner?.member).toBe('ada');
    expect(decision.because).toContain('but is marked inactive in team.yaml');
  });

  it('without an owner gets one by turn', () => {
    expect(decide({ match: { known: true, properties: {} } }).ownerBecause).toBe('turn_in_pool');
  });
});

describe('another submission of the same person', () => {
  const bob = { member: 'bob', name: 'Bob', email: 'bob@seller.example' };

  it("takes the earlier lead's owner, before the contact's", () => {
    const earlier = { decision: aDecision({ owner: bob }) };
    const prepared = prepare({ match: ownedBy('cleo@seller.example'), earlier });
    expect(prepared.needsTurn).toBeUndefined();
    expect(completeDecision(prepared)).toMatchObject({
      owner: bob,
      ownerBecause: 'joins_earlier_lead',
      because:
        "DACH because country is DE and company size is 250; Bob already has this person's earlier lead",
    });
  });

  it('gets an owner by turn when the earlier lead has none, or one who has left', () => {
    const ownerless = { decision: aDecision({ ownerBecause: 'nobody_available' }) };
    expect(decide({ earlier: ownerless }).ownerBecause).toBe('turn_in_pool');
    const left = { earlier: { decision: aDecision({ owner: bob }) } };
    const decision = decide({ ...left, team: theTeam({ bob: { active: false } }) });
    expect(decision.owner?.member).toBe('ada');
    expect(decision.because).toContain('Bob already has');
  });
});

describe('a lead that was announced while the CRM was away', () => {
  const bob = { member: 'bob', name: 'Bob', email: 'bob@seller.example' };
  const announced = { decision: aDecision({ owner: bob }) };

  it('keeps whom it was announced to, also when it would be another one now, and takes no turn', () => {
    const prepared = prepare({ announced, team: theTeam({ bob: away }) });
    expect(prepared.needsTurn).toBeUndefined();
    expect(completeDecision(prepared)).toMatchObject({
      owner: bob,
      ownerBecause: 'announced',
      because:
        'DACH because country is DE and company size is 250; ' +
        'Bob was named while the CRM was away (but is away until 2026-07-03)',
    });
  });

  it('goes to the active owner of the contact that the CRM turns out to know', () => {
    const decision = decide({ announced, match: ownedBy('cleo@seller.example') });
    expect(decision).toMatchObject({
      owner: { member: 'cleo' },
      ownerBecause: 'keeps_known_owner',
    });
  });

  it('stays when the owner that the CRM knows has left', () => {
    const decision = decide({ announced, match: ownedBy('cleo@seller.example', false) });
    expect(decision).toMatchObject({ owner: bob, ownerBecause: 'announced' });
  });

  it('goes by turn when what the CRM knows makes it another market', () => {
    const elsewhere = { decision: aDecision({ market: 'rest', marketTitle: 'Rest', owner: bob }) };
    const decision = decide({ announced: elsewhere });
    expect(decision.ownerBecause).toBe('turn_in_pool');
    expect(decision.because).toContain(
      'Bob was named while the CRM was away, but in another market (Rest)',
    );
  });
});
