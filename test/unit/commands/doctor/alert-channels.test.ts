import { expect, it } from '@jest/globals';
import { alertChannels } from '../../../../src/commands/doctor/alert-channels.ts';
import { marketsSchema } from '../../../../src/routing/markets.ts';
import { alertsSchema } from '../../../../src/stages/alert-settings.ts';

it('names every channel once, with all that it is used for', () => {
  const markets = marketsSchema.parse({
    markets: [
      {
        name: 'dach',
        title: 'DACH',
        when: { country: ['DE'] },
        pool: 'all',
        followUpWithinMinutes: 30,
        channel: 'C0SALES',
      },
      {
        name: 'world',
        title: 'World',
        fallback: true,
        pool: 'all',
        followUpWithinMinutes: 30,
        channel: 'C0WORLD',
      },
    ],
  });
  const alerts = alertsSchema.parse({ fallbackChannel: 'C0SALES', operationsChannel: 'C0OPS' });

  expect(alertChannels({ markets, alerts })).toEqual([
    { id: 'C0SALES', usedFor: 'market dach, fallback' },
    { id: 'C0WORLD', usedFor: 'market world' },
    { id: 'C0OPS', usedFor: 'operations' },
  ]);
  expect(alertChannels({ markets, alerts: alertsSchema.parse({}) })).toHaveLength(2);
});
