import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fallbackMarket, marketsSchema } from '../../../src/routing/markets.ts';
import { aMarket, theMarkets } from './routing-fixture.ts';

function problems(...markets: object[]) {
  const result = marketsSchema.safeParse({ markets });
  return (result.error?.issues ?? []).map(({ path, message }) => ({ path, message }));
}

const german = { when: { country: ['DE'] } };

describe('markets.yaml', () => {
  it('takes a list of markets that ends with one for everybody else', () => {
    const { markets } = theMarkets(aMarket('dach', german), aMarket('rest'));
    expect(fallbackMarket(markets)?.name).toBe('rest');
    expect(markets[0]).toMatchObject({ priority: 'high', when: { country: ['DE'] } });
  });

  it('takes a marked fallback wherever it stands', () => {
    const { markets } = theMarkets(aMarket('rest', { fallback: true }), aMarket('dach', german));
    expect(fallbackMarket(markets)?.name).toBe('rest');
  });

  it('needs a fallback', () => {
    expect(problems(aMarket('dach', german))).toEqual([
      { path: ['markets'], message: expect.stringContaining('no fallback market') },
    ]);
  });

  it('refuses a second fallback, and one with a condition', () => {
    const second = problems(aMarket('a', { fallback: true }), aMarket('b', { fallback: true }));
    expect(second).toEqual([
      { path: ['markets', 1, 'fallback'], message: expect.stringContaining('exactly one') },
    ]);
    expect(problems(aMarket('a', { ...german, fallback: true }))).toContainEqual({
      path: ['markets', 0, 'when'],
      message: expect.stringContaining('remove its when'),
    });
  });

  it('refuses the same name twice', () => {
    expect(problems(aMarket('dach', german), aMarket('dach'))).toEqual([
      { path: ['markets', 1, 'name'], message: expect.stringContaining('"dach" is taken') },
    ]);
  });

  it.each([
    [{ channel: '#sales' }, 'channel', 'Slack channel id'],
    [{ name: 'Big Deals' }, 'name', 'lower-case'],
    [{ followUpWithinMinutes: 1.5 }, 'followUpWithinMinutes', 'int'],
    [{ priority: 'urgent' }, 'priority', 'low'],
    [{ whenNobody: 'wait' }, 'whenNobody', '{ overflow: <pool> }'],
    [{ whenNobody: { hold: {} } }, 'whenNobody', 'atMostHours'],
    [{ ownerPatienceHours: -1 }, 'ownerPatienceHours', '>=0'],
  ])('refuses %j', (parts, key, words) => {
    expect(problems(aMarket('rest', parts))).toEqual([
      { path: ['markets', 0, key], message: expect.stringContaining(words) },
    ]);
  });

  it('says what becomes of a lead that nobody can take', () => {
    const hold = { atMostHours: 24 };
    const { markets } = theMarkets(
      aMarket('a', { ...german, whenNobody: { hold } }),
      aMarket('b', { ...german, whenNobody: { overflow: 'world' } }),
      aMarket('rest', { whenNobody: 'tell' }),
    );
    const entries = [
      ['atMostHours', 24],
      ['otherwise', 'fallback'],
    ];
    expect(markets.map(({ whenNobody }) => whenNobody)).toEqual([
      { hold: Object.fromEntries(entries) },
      { overflow: 'world' },
      'tell',
    ]);
  });

  it('can be written as JSON Schema', () => {
    const schema = z.toJSONSchema(marketsSchema, { io: 'input' });
    expect(JSON.stringify(schema)).toContain('followUpWithinMinutes');
  });
});
