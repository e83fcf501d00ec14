import { describe, expect, it } from '@jest/globals';
import { AWAY, aGerman, decided, leadsHad, NOON, theTeam, WEEKS_AWAY } from '../routing-fixture.ts';

const HOUR = 3_600_000;

/** The company of the fixture with nobody in pool dach: Ada and Bob are in pool world too. */
const ADA_ONLY_THERE = { dach: { members: ['bob', 'cleo'] } };
const team = theTeam({ bob: AWAY, cleo: { off: true } }, ADA_ONLY_THERE);
const nobodyInDach =
  'pool dach has nobody: Bob is away until 2026-07-03 and Cleo is switched off for now';

describe('where nobody of the pool can take a lead', () => {
  it('it goes to the fallback’s pool, unless the market says else', () => {
    expect(decided({ team })).toMatchObject({
      market: 'dach',
      fallback: false,
      outcome: 'assigned',
      rung: 'fallback',
      pool: 'world',
      owner: { member: 'ada' },
      because: `DACH because country is DE; Ada's turn in pool world (${nobodyInDach})`,
    });
    expect(decided({ team, dach: { whenNobody: 'fallback' } }).rung).toBe('fallback');
  });

  it('the market’s channel is told, where it wants that', () => {
    const decision = decided({ team, dach: { whenNobody: 'tell' } });
    expect(decision).toMatchObject({
      outcome: 'nobody',
      rung: 'nobody',
      pool: 'dach',
      because: `DACH because country is DE; nobody can take it (${nobodyInDach})`,
    });
    expect(decision).not.toHaveProperty('owner');
    expect(decision).not.toHaveProperty('take');
  });

  it('it overflows into another pool, and from there into the fallback’s', () => {
    const pools = { ...ADA_ONLY_THERE, spare: { members: ['dan'] } };
    const dan = { name: 'Dan', email: 'dan@seller.example' };
    const dach = { whenNobody: { overflow: 'spare' } };
    const spare = (changes: object) =>
      decided({
        team: theTeam({ bob: AWAY, cleo: { off: true }, dan: { ...dan, ...changes } }, pools),
        dach,
      });
    expect(spare({})).toMatchObject({
      rung: 'fair-share',
      pool: 'spare',
      owner: { member: 'dan' },
      because: `DACH because country is DE; Dan's turn in pool spare, to which dach overflows (${nobodyInDach})`,
    });
    expect(spare(AWAY)).toMatchObject({
      rung: 'fallback',
      owner: { member: 'ada' },
      because:
        `DACH because country is DE; Ada's turn in pool world (${nobodyInDach}; ` +
        'pool spare has nobody: Dan is away until 2026-07-03)',
    });
  });

  it('nobody gets it when there is nobody anywhere, and each pool is told of once', () => {
    const none = theTeam({ ada: AWAY, bob: AWAY, cleo: { off: true } }, ADA_ONLY_THERE);
    const world =
      'pool world has nobody: Ada is away until 2026-07-03 and Bob is away until 2026-07-03';
    const because = `DACH because country is DE; nobody can take it (${nobodyInDach}; ${world})`;
    expect(decided({ team: none }).because).toBe(because);
    const overflow = { whenNobody: { overflow: 'world' } };
    expect(decided({ team: none, dach: overflow }).because).toBe(because);
    expect(decided({ team: none, lead: aGerman({ country: 'FR' }) })).toMatchObject({
      market: 'rest',
      fallback: true,
      outcome: 'nobody',
      because: `Rest of the world because no other market matched; nobody can take it (${world})`,
    });
  });

  it('a full pool is said once, and a large one in short', () => {
    const cap = { day: 2 };
    const full = theTeam({}, { dach: { members: ['bob', 'cleo'], cap } });
    const rotation = {
      pools: { dach: { members: {}, counts: leadsHad(2) } },
      members: {},
      companies: {},
    };
    expect(decided({ team: full, basis: { rotation } }).because).toBe(
      "DACH because country is DE; Ada's turn in pool world (pool dach has reached its cap of 2 leads a day)",
    );
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const many = Object.fromEntries(
      names.map((name) => [name, { name, email: `${name}@seller.example`, off: true }]),
    );
    const large = theTeam(many, { dach: { members: names } });
    expect(decided({ team: large }).because).toContain(
      '(pool dach has nobody: a is switched off for now, b is switched off for now, ' +
        'c is switched off for now, d is switched off for now, e is switched off for now and 2 others)',
    );
    expect(decided({ dach: { pool: 'empty' } }).because).toContain('(pool empty has no members)');
  });
});

describe('a market that holds its leads', () => {
  const hold = (atMostHours: number, ...others: [string, string][]) => ({
    whenNobody: { hold: { atMostHours, ...Object.fromEntries(others) } },
  });
  const lead = aGerman({}, { receivedAt: '2026-07-01T11:00:00.000Z' });

  it('holds them until the next opening of its pool', () => {
    const office = { timeZone: 'Europe/Berlin', workingHours: { 'mon-fri': '09:00-13:00' } };
    const closed = theTeam({ ada: office, bob: { ...office, ...WEEKS_AWAY }, cleo: WEEKS_AWAY });
    const decision = decided({ lead, team: closed, dach: hold(72) });
    expect(decision).toMatchObject({
      outcome: 'held',
      rung: 'fair-share',
      pool: 'dach',
      heldUntil: Date.UTC(2026, 6, 2, 7),
    });
    expect(decision).not.toHaveProperty('owner');
    expect(decision).not.toHaveProperty('take');
    expect(decision.because).toMatch(
      /^DACH because country is DE; held until Thu 2 Jul 2026, 09:00 \(Europe\/Berlin\), the next opening \(pool dach has nobody: Ada is outside working hours until Thu/,
    );
    const then = { decidedAt: Date.UTC(2026, 6, 2, 7) };
    expect(decided({ lead, team: closed, dach: hold(72), basis: then })).toMatchObject({
      outcome: 'assigned',
      owner: { member: 'ada' },
    });
  });

  it('holds them no longer than the market allows since they came in', () => {
    const decision = decided({ lead, team, dach: hold(4) });
    expect(decision).toMatchObject({ outcome: 'held', heldUntil: NOON + 3 * HOUR });
    expect(decision.because).toContain(
      "held until Wed 1 Jul 2026, 15:00 (UTC), the market's limit",
    );
  });

  it('holds them to the limit when nobody can say when somebody is back', () => {
    const off = theTeam({ bob: { off: true }, cleo: { active: false } }, ADA_ONLY_THERE);
    expect(decided({ lead, team: off, dach: hold(4) }).heldUntil).toBe(NOON + 3 * HOUR);
  });

  it('holds them where even the people of the fallback are away, and its market says so', () => {
    const office = { timeZone: 'Europe/Berlin', workingHours: { 'mon-fri': '09:00-13:00' } };
    const closed = theTeam({ ada: office, bob: WEEKS_AWAY, cleo: WEEKS_AWAY }, ADA_ONLY_THERE);
    const rest = { whenNobody: { hold: { atMostHours: 72, otherwise: 'tell' } } };
    for (const whenNobody of ['fallback', { overflow: 'world' }, { overflow: 'empty' }]) {
      expect(decided({ lead, team: closed, dach: { whenNobody }, rest })).toMatchObject({
        market: 'dach',
        outcome: 'held',
        rung: 'fallback',
        heldUntil: Date.UTC(2026, 6, 2, 7),
      });
    }
    expect(decided({ lead, team: closed, dach: { whenNobody: 'tell' }, rest }).outcome).toBe(
      'nobody',
    );
    expect(decided({ lead, team: closed, dach: hold(0.5), rest })).toMatchObject({
      outcome: 'held',
      heldUntil: Date.UTC(2026, 6, 2, 7),
    });
  });

  it('falls back at the limit, and says that it has waited', () => {
    const at = (hours: number, ...others: [string, string][]) =>
      decided({ lead, team, dach: hold(4, ...others), basis: { decidedAt: NOON + hours * HOUR } });
    expect(at(2.99).outcome).toBe('held');
    expect(at(3)).toMatchObject({
      outcome: 'assigned',
      rung: 'fallback',
      owner: { member: 'ada' },
      because:
        "DACH because country is DE; Ada's turn in pool world " +
        `(${nobodyInDach}; it has waited 4 hours, the market's limit)`,
    });
    expect(at(3, ['otherwise', 'tell'])).toMatchObject({ outcome: 'nobody', rung: 'nobody' });
  });

  it('looks again when a day begins, where a cap keeps them', () => {
    const rotation = (pool: number) => ({
      pools: { dach: { members: {}, counts: leadsHad(pool) } },
      members: { bob: { counts: leadsHad(1) }, cleo: { counts: leadsHad(1) } },
      companies: {},
    });
    const dach = hold(72);
    const place = { timeZone: 'Australia/Sydney', cap: { day: 1 } };
    const capped = theTeam({ bob: place, cleo: { cap: { day: 1 } } }, ADA_ONLY_THERE);
    const sydney = decided({ lead, team: capped, dach, basis: { rotation: rotation(0) } });
    expect(sydney.heldUntil).toBe(Date.UTC(2026, 6, 1, 14));

    // The pool's day ends at midnight in London, long after that of its members.
    const cap = { day: 1 };
    const pool = { dach: { members: ['bob'], cap, timeZone: 'Europe/London' } };
    const late = theTeam({ bob: { timeZone: 'Australia/Sydney' } }, pool);
    const at = Date.UTC(2026, 6, 1, 14);
    const full = decided({
      lead,
      team: late,
      dach,
      basis: { rotation: rotation(1), decidedAt: at },
    });
    expect(full.heldUntil).toBe(Date.UTC(2026, 6, 1, 23));
  });

  it('has somebody of another rung take them, held or not', () => {
    const decision = decided({ lead, team, dach: { ...hold(4), owner: 'cleo' } });
    expect(decision).toMatchObject({ outcome: 'assigned', rung: 'market' });
  });
});
