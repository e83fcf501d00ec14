import { describe, expect, it } from '@jest/globals';
import { AWAY, aGerman, leadsHad, ownedBy, standings, theTeam } from '../routing-fixture.ts';
import { explained } from './explained.ts';

const polish = { name: 'polish', when: { language: 'pl' }, languages: ['pl'] };

function asked(given: Parameters<typeof explained>[0]) {
  return explained(given).members.map(({ pool, name, says }) => `${pool}: ${name} ${says}`);
}

describe('those who were asked', () => {
  it('are everybody of the pool, each with the first thing that kept them from it', () => {
    const team = theTeam({ ada: AWAY, bob: { off: true } });
    const pools = { dach: standings({ cleo: 2 }) };
    const rotation = { pools, members: {}, companies: {} };
    const [ada, , cleo] = explained({ team, basis: { rotation } }).members;
    expect(ada).toEqual({
      pool: 'dach',
      member: 'ada',
      name: 'Ada',
      chosen: false,
      excluded: 'is away until 2026-07-03',
      says: 'is away until 2026-07-03',
      weight: 1,
      share: 0,
      taken: 0,
      owed: 0,
    });
    expect(cleo).toMatchObject({ chosen: true, taken: 2, owed: -2 });
    expect(cleo).not.toHaveProperty('excluded');
  });

  it('are those of each pool that was really asked, in that order', () => {
    const nobody = { ada: AWAY, bob: AWAY, cleo: AWAY };
    const dach = (whenNobody: unknown) => ({ whenNobody });
    const pools = (given: Parameters<typeof explained>[0]) => [
      ...new Set(explained({ team: theTeam(nobody), ...given }).members.map(({ pool }) => pool)),
    ];
    expect(pools({})).toEqual(['dach', 'world']);
    expect(pools({ dach: dach({ overflow: 'world' }) })).toEqual(['dach', 'world']);
    expect(pools({ dach: dach('tell') })).toEqual(['dach']);
    expect(pools({ dach: dach({ hold: { atMostHours: 100 } }) })).toEqual(['dach']);
    expect(pools({ match: ownedBy('eve@seller.example') })).toEqual([]);
    expect(pools({ team: theTeam() })).toEqual(['dach']);
  });

  it('are those of a rule that found nobody, and then those by turn', () => {
    const lead = aGerman({ language: 'pl' });
    const routing = { languageAndSkill: [polish] };
    expect(asked({ lead, routing })).toEqual([
      'dach: Ada does not speak pl',
      'dach: Bob does not speak pl',
      'dach: Cleo does not speak pl',
      'dach: Ada gets it: owed nothing',
      'dach: Bob could have taken it: owed nothing',
      'dach: Cleo could have taken it: owed nothing',
    ]);
  });

  it('are no more of any other pool, once somebody can claim it', () => {
    const claim = { dach: { choice: 'first-to-claim', members: ['ada', 'bob'] } };
    const lead = aGerman({ language: 'pl' });
    const team = theTeam({ ada: { languages: ['pl'] } }, claim);
    const rules = [polish, { ...polish, name: 'next', pool: 'world' }];
    const dach = { whenNobody: { overflow: 'world' } };
    expect(asked({ lead, team, dach, routing: { languageAndSkill: rules } })).toEqual([
      'dach: Ada can claim it: owed nothing',
      'dach: Bob does not speak pl',
    ]);
    expect(asked({ team, dach })).toHaveLength(2);
  });
});

describe('the rotation’s arithmetic', () => {
  it('is short where there was nobody else, or no pool gave it', () => {
    const team = theTeam({ ada: AWAY, bob: AWAY });
    expect(explained({ team }).arithmetic).toEqual([
      'Pool dach gives leads by weighted turn, this one among 1 of 3.',
      'Cleo (weight 1): fair share 0, had 0, so owed nothing; with 1 of this lead owed a lead; due within 1 lead',
      'Cleo gets it: there is nobody else.',
    ]);
    expect(explained({ match: ownedBy('cleo@seller.example') }).arithmetic).toEqual([]);
  });

  it('shows open leads where the pool looks at them', () => {
    const team = theTeam(
      {},
      {
        dach: { choice: 'least-open', members: [{ member: 'ada', weight: 2 }, 'bob'] },
      },
    );
    const members = { ada: { counts: leadsHad(0, 0, 3) }, bob: { counts: leadsHad(0, 0, 1) } };
    const rotation = { pools: {}, members, companies: {} };
    expect(explained({ team, basis: { rotation } }).arithmetic).toEqual([
      'Pool dach gives leads by fewest open leads, this one among 1 of 2.',
      'Open leads for each unit of weight: Ada 1.5, Bob 1.',
      'Bob (weight 1): fair share 0, had 0, so owed nothing; with 1 of this lead owed a lead; due within 1 lead',
      'Bob gets it: there is nobody else.',
    ]);
  });

  it('says of a company’s next lead how much of a turn it is', () => {
    const team = theTeam({}, { dach: { choice: 'sticky-company', members: ['ada', 'bob'] } });
    const rotation = { pools: {}, members: {}, companies: { dach: 'bob' } };
    const lines = (ownership: number) =>
      explained({ team, basis: { rotation }, routing: { credits: { ownership } } }).arithmetic;
    expect(lines(0)).toEqual([
      'Bob had the last lead of acme.com in pool dach, and gets this one too.',
      'It counts as no turn.',
    ]);
    expect(lines(0.5)[1]).toBe('It counts as 0.5 of a turn.');
  });

  it('owns up when all are ahead of their share', () => {
    const pools = { dach: standings({ ada: 2, bob: 1, cleo: 2 }) };
    const { decision, arithmetic } = explained({
      basis: { rotation: { pools, members: {}, companies: {} } },
    });
    expect(decision.owner?.name).toBe('Bob');
    expect(arithmetic.at(-1)).toBe('Bob gets it: all are ahead, and nobody is less so.');
  });
});
