import { describe, expect, it } from '@jest/globals';
import { proveRouting } from '../../../../src/routing/prove/prove-routing.ts';
import { routingSchema } from '../../../../src/routing/routing-settings.ts';
import { teamSchema } from '../../../../src/routing/team.ts';
import { aMarket, NOON, theMarkets } from '../routing-fixture.ts';

const OFFICE = { 'mon-fri': ['09:00-17:00'] };

type Company = {
  markets?: object[];
  /** More lines of the fallback market. */
  rest?: object;
  members?: Record<string, object>;
  pools?: Record<string, object>;
  routing?: object;
  sources?: string[];
};

function found({ markets = [], rest, members = {}, pools = {}, routing = {}, sources }: Company) {
  const people = Object.entries({ ada: {}, ...members }).map(([key, parts]) => [
    key,
    { name: key, email: `${key}@seller.example`, ...parts },
  ]);
  return proveRouting({
    markets: theMarkets(...markets, aMarket('rest', { pool: 'world', ...rest })),
    team: teamSchema.parse({
      members: Object.fromEntries(people),
      pools: { dach: { members: ['ada'] }, world: { members: ['ada'] }, ...pools },
    }),
    routing: routingSchema.parse(routing),
    ...(sources && { sources }),
    nowMs: NOON,
  });
}

const messages = (company: Company) => found(company).map(({ message }) => message);

describe('what only the fallback takes', () => {
  it('is told by country, where some market asks for countries', () => {
    const [finding] = found({
      markets: [
        aMarket('large', { when: { companySize: { min: 1_000 } } }),
        aMarket('all-but', { when: { not: { country: ['FR', 'DE'] } } }),
        aMarket('german', { when: { country: 'DE' } }),
      ],
    });
    expect(finding).toMatchObject({
      severity: 'warning',
      code: 'countries-without-market',
      path: ['markets', 3],
      message:
        'only the fallback market "rest" takes leads from a country that no other market asks for: FR',
    });
  });

  it('counts the countries that nobody has thought of', () => {
    expect(messages({ markets: [aMarket('german', { when: { country: 'DE' } })] })[0]).toMatch(
      /takes leads from 2\d\d countries .*: AD, AE, AF/,
    );
  });

  it('is nothing where no market asks for a country', () => {
    expect(found({ markets: [aMarket('known', { when: { known: true } })] })).toEqual([]);
  });

  it('is told by source', () => {
    const markets = [
      aMarket('demo', { when: { source: 'demo', known: true } }),
      aMarket('other', { when: { not: { source: ['demo', 'lost'] } } }),
    ];
    expect(found({ markets, sources: ['demo', 'contact', 'lost'] })).toEqual([
      {
        severity: 'warning',
        code: 'source-without-market',
        file: 'sources',
        path: ['sources', 'lost'],
        message:
          'only the fallback market "rest" takes leads of the source "lost": every other market asks for other sources',
      },
    ]);
  });
});

describe('hours of the week at which a market has nobody', () => {
  const inOffice = { ada: { workingHours: OFFICE } };
  const always = { members: ['bob'] };
  const withBob = { members: { ...inOffice, bob: {} }, pools: { world: always } };
  const dach = (parts: object = {}) => ({
    ...withBob,
    markets: [aMarket('dach', { when: { known: true }, ...parts })],
  });

  it('are told in UTC, with the fallback that takes such leads', () => {
    expect(found(dach())).toEqual([
      {
        severity: 'note',
        code: 'nobody-at-hours',
        file: 'markets',
        path: ['markets', 0, 'pool'],
        message:
          'nobody of pool "dach" (market "dach") can take a lead Mon–Thu 17:00–09:00 and Fri 17:00–Mon 09:00 UTC, 128 of the week\'s 168 hours; then it goes to pool "world" of the fallback market "rest"',
      },
    ]);
  });

  it.each([
    ['tell', "then the market's channel is told, and nobody gets the lead"],
    [{ hold: { atMostHours: 64 } }, 'then it waits for the next opening, 64 hours at most'],
    [
      { hold: { atMostHours: 24 } },
      'then it waits for the next opening, 24 hours at most, but the longest lasts 64: after that it goes to pool "world" of the fallback market "rest"',
    ],
    [{ overflow: 'world' }, 'then it goes to pool "world"'],
  ])('are told with what the market does: %j', (whenNobody, then) => {
    const [finding] = found(dach({ whenNobody, followUpWithinMinutes: 10_000 }));
    expect(finding?.path).toEqual(['markets', 0, 'whenNobody']);
    expect(finding?.message.endsWith(`; ${then}`)).toBe(true);
  });

  it('say so where nobody is there to take over either', () => {
    const [first, second] = messages({ ...dach(), pools: {}, members: inOffice });
    expect(first).toContain('of the fallback market "rest", where nobody is there then either');
    expect(second).toContain('pool "world" (market "rest")');
  });

  it('are no worry where the fallback’s market holds what nobody can take', () => {
    const rest = { whenNobody: { hold: { atMostHours: 72, otherwise: 'tell' } } };
    const [first] = found({ ...dach(), members: inOffice, pools: {}, rest });
    expect(first?.severity).toBe('note');
    expect(first?.message).toContain(
      'where nobody is there then either, and it waits for the next opening',
    );
  });

  it("are those of the member's own clock, in summer too", () => {
    const berlin = { ada: { workingHours: OFFICE, timeZone: 'Europe/Berlin' } };
    const [first] = messages({ ...dach(), members: { ...berlin, bob: {} } });
    expect(first).toContain('Mon–Thu 15:00–07:00 and Fri 15:00–Mon 07:00 UTC');
  });

  it('are no matter of a holiday or a short leave', () => {
    const away = [{ from: '2026-07-06', until: '2026-07-12' }];
    expect(messages({ ...dach(), members: { ada: { away }, bob: {} } })).toEqual([]);
    const long = [{ from: '2026-07-06', until: '2027-07-12' }];
    expect(messages({ ...dach(), members: { ada: { away: long }, bob: {} } })[0]).toContain(
      'nobody of pool "dach" (market "dach") can take a lead at any hour of the coming weeks',
    );
  });

  it("do not count for a market that is one person's", () => {
    expect(messages(dach({ owner: 'ada', followUpWithinMinutes: 10_000 }))).toEqual([]);
  });

  it('are told once for markets that share a pool', () => {
    const markets = ['one', 'two'].map((name, at) => aMarket(name, { when: { known: at === 0 } }));
    expect(messages({ ...withBob, markets })[0]).toContain('(markets "one" and "two")');
  });
});

describe('a follow-up time that nobody can keep', () => {
  const night = { ada: { workingHours: OFFICE }, bob: {} };
  const followUps = (parts: object) =>
    found({
      members: night,
      pools: { world: { members: ['bob'] } },
      markets: [aMarket('dach', { when: { known: true }, ...parts })],
    }).filter(({ code }) => code === 'follow-up-out-of-reach');

  it('is told where most hours of the week are out of its reach', () => {
    expect(followUps({ whenNobody: 'tell', followUpWithinMinutes: 30 })).toEqual([
      expect.objectContaining({
        severity: 'warning',
        path: ['markets', 0, 'followUpWithinMinutes'],
        message:
          'a follow-up within 30 minutes is out of reach for market "dach" in 75% of the week: nobody of pool dach works so soon after a lead that comes then',
      }),
    ]);
  });

  it('is none where the time is long enough, or others take over', () => {
    expect(followUps({ whenNobody: 'tell', followUpWithinMinutes: 960 })).toEqual([]);
    expect(followUps({ followUpWithinMinutes: 30 })).toEqual([]);
    expect(followUps({ whenNobody: { overflow: 'world' }, followUpWithinMinutes: 30 })).toEqual([]);
  });

  it('is none where the lead waits, since its time begins when it is given', () => {
    const hold = (atMostHours: number) => ({ hold: { atMostHours, otherwise: 'tell' } });
    expect(followUps({ whenNobody: hold(72), followUpWithinMinutes: 30 })).toEqual([]);
    expect(followUps({ whenNobody: hold(24), followUpWithinMinutes: 30 })).toHaveLength(1);
  });

  it("is told of a market that is one person's", () => {
    const [finding] = followUps({ owner: 'ada', followUpWithinMinutes: 30 });
    expect(finding?.message).toContain('its owner ada does not work so soon');
  });
});

describe('caps that cannot carry a share', () => {
  const bob = (cap: object) => ({ bob: { cap } });
  const both = (cap: object) => ({
    world: { members: [{ member: 'ada', weight: 2 }, 'bob'], cap },
  });

  it('are told of the pool, and of the member', () => {
    expect(
      found({
        members: { ada: { cap: { day: 20 } }, ...bob({ day: 5 }) },
        pools: both({ day: 30 }),
      }),
    ).toEqual([
      {
        severity: 'warning',
        code: 'caps-below-pool',
        file: 'team',
        path: ['pools', 'world', 'cap', 'day'],
        message: 'pool "world" is to take 30 leads a day, but the caps of its members come to 25',
      },
      {
        severity: 'warning',
        code: 'cap-below-share',
        file: 'team',
        path: ['members', 'bob', 'cap', 'day'],
        message: 'bob can take 5 leads a day, but their share of pool "world" is 10',
      },
    ]);
  });

  it('are summed over the pools that somebody is in', () => {
    const pools = { ...both({ week: 30 }), dach: { members: ['bob'], cap: { week: 10 } } };
    expect(messages({ members: bob({ week: 15 }), pools })).toEqual([
      'bob can take 15 leads a week, but their share of pools "dach" and "world" is 20',
    ]);
  });

  it('are told where they keep everybody from everything, and where one never counts', () => {
    expect(
      messages({
        members: { ada: { cap: { open: 0 } } },
        pools: { dach: { members: ['ada'] } },
      })[0],
    ).toBe('nobody in pool "dach" can ever take a lead: all their caps are 0');
    expect(messages({ members: bob({ day: 10, week: 5 }) })).toEqual([
      "bob can take 10 leads a day but only 5 a week, so the day's cap never counts",
    ]);
  });

  it('are none where they are wide enough', () => {
    expect(messages({ members: bob({ day: 10 }), pools: both({ day: 30 }) })).toEqual([]);
  });
});

describe('a configuration whose names are wrong', () => {
  it('is not looked at for hours and caps', () => {
    const codes = found({ pools: { dach: { members: ['eve'], cap: { day: 5 } } } }).map(
      ({ code }) => code,
    );
    expect(codes).toEqual(['unknown-member']);
  });
});
