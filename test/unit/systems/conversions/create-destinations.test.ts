import { describe, expect, it } from '@jest/globals';
import { conversionsSchema } from '../../../../src/stages/conversion-settings.ts';
import { createDestinations } from '../../../../src/systems/conversions/index.ts';
import { silentLog } from '../../../contract/conversion-destination.contract.ts';

describe('the destinations of conversions.yaml', () => {
  it('are those that are switched on, by their names there', () => {
    const settings = conversionsSchema.parse({
      destinations: {
        analytics: { kind: 'ga4', measurementId: 'G-1', apiSecret: 's' },
        social: { kind: 'meta', pixelId: '1', accessToken: 't', enabled: false },
        automation: {
          kind: 'webhook',
          url: 'https://hooks.example.test',
          secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
        },
      },
    });
    const destinations = createDestinations(settings, { now: () => 0, log: silentLog });
    expect(destinations.map(({ name, kind, dedupes }) => ({ name, kind, dedupes }))).toEqual([
      { name: 'analytics', kind: 'ga4', dedupes: false },
      { name: 'automation', kind: 'webhook', dedupes: true },
    ]);
  });
});
