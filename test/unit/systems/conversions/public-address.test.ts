import { describe, expect, it } from '@jest/globals';
import {
  createAddressGuard,
  isPublicAddress,
} from '../../../../src/systems/conversions/public-address.ts';

describe('a public address', () => {
  it.each(['93.184.215.14', '8.8.8.8', '2606:4700::1111'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(['::127.0.0.1', '4000::1', '224.0.0.1', '203.0.113.7', '', 'example.com'])(
    'is not %j',
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );
});

describe('the look-up of a guarded connection', () => {
  const addresses = [
    { address: '93.184.215.14', family: 4 },
    { address: '2606:4700::1111', family: 6 },
  ];
  const guard = createAddressGuard({
    system: 'automation',
    resolve: (hostname) => Promise.resolve(hostname === 'hooks.example.test' ? addresses : []),
  });
  const lookUp = (hostname: string, all: boolean) =>
    new Promise((resolve) => {
      guard.lookup(hostname, { all }, (...given) => resolve(given));
    });

  it('hands the connection exactly the addresses that were checked', async () => {
    expect(await lookUp('hooks.example.test', true)).toEqual([null, addresses]);
    expect(await lookUp('hooks.example.test', false)).toEqual([null, '93.184.215.14', 4]);
  });

  it('hands it a failure for a name without addresses', async () => {
    expect(await lookUp('nowhere.example.test', true)).toEqual([
      expect.objectContaining({
        details: expect.objectContaining({ kind: 'unavailable', when: 'before' }),
      }),
      [],
    ]);
  });
});
