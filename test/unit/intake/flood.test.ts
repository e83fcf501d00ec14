import { describe, expect, it } from '@jest/globals';
import { floodAnswer } from '../../../src/intake/flood.ts';
import type { IntakeDeps } from '../../../src/intake/intake-deps.ts';
import type { IntakeRequest } from '../../../src/intake/intake-request.ts';
import { sourceSchema } from '../../../src/intake/source-settings.ts';

const ignore = () => undefined;
const FORM = { vendor: 'form' };
const SIGNED = {
  vendor: 'typeform',
  signature: { scheme: 'typeform', secrets: [{ id: 'a', value: 'secret' }] },
};

/** Which address is limited, and what is answered when there is no place left. */
async function asked(ip: string | undefined, headers: IntakeRequest['headers'] = {}, parts = FORM) {
  const addresses: (string | undefined)[] = [];
  const deps = {
    defence: {
      rateLimits: async ({ address }: { address: string | undefined }) => {
        addresses.push(address);
        return { ok: false, of: 'address', retryAfterMs: 1_200 };
      },
    },
    world: {
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      metrics: { count: ignore, observe: ignore, gauge: ignore },
    },
  } as unknown as IntakeDeps;
  const request = { ip, headers } as IntakeRequest;
  const answer = await floodAnswer({ ...sourceSchema.parse(parts), name: 'site' }, request, deps);
  return { addresses, answer };
}

describe('The address that is limited', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['not an address', undefined],
    [undefined, undefined],
  ])('of a visitor at %s is %s', async (ip, address) => {
    expect((await asked(ip)).addresses).toEqual([address]);
  });

  it.each(['127.0.0.1', '10.1.2.3', '::1', 'fd00::1', '::ffff:192.168.1.1', '100.64.0.1'])(
    'is none where %s forwards for others and nobody named it as a proxy',
    async (ip) => {
      expect((await asked(ip, { 'x-forwarded-for': '198.51.100.1' })).addresses).toEqual([
        undefined,
      ]);
      expect((await asked(ip)).addresses).not.toEqual([undefined]);
    },
  );

  it('is its own where a stranger claims to forward', async () => {
    const { addresses } = await asked('198.51.100.9', { 'x-forwarded-for': '10.0.0.1' });
    expect(addresses).toEqual(['198.51.100.9']);
  });
});

describe('A flood', () => {
  it('is told when to come again, a form in a page', async () => {
    const script = (await asked('192.0.2.7')).answer;
    expect(script).toMatchObject({ status: 429, headers: { 'retry-after': '2' } });
    const page = (await asked('192.0.2.7', { accept: 'text/html' })).answer;
    expect(page?.headers['content-type']).toContain('text/html');
  });

  it('is none from a source that signs', async () => {
    expect(await asked('192.0.2.7', {}, SIGNED)).toEqual({ addresses: [], answer: undefined });
  });
});
