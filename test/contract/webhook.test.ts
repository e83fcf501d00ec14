import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StandIn } from '../../src/sandbox/stand-in.ts';
import {
  startWebhookReceiver,
  type WebhookReceiverState,
} from '../../src/sandbox/webhook-receiver/webhook-receiver.ts';
import { conversionsSchema } from '../../src/stages/conversion-settings.ts';
import {
  createDestinations,
  type DestinationDeps,
  type OpenDestination,
} from '../../src/systems/conversions/index.ts';
import {
  describeConversionDestination,
  failureOf,
  silentLog,
} from './conversion-destination.contract.ts';
import { conversionEvent } from './conversion-event.ts';

const OLD_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const now = () => Date.now();

function connect(
  url: string,
  changes: Record<string, unknown> = {},
  deps: Partial<DestinationDeps> = {},
): OpenDestination {
  const settings = conversionsSchema.parse({
    destinations: {
      automation: {
        kind: 'webhook',
        url,
        secrets: [NEW_SECRET],
        allowPrivateAddress: true,
        ...changes,
      },
    },
  });
  const [destination] = createDestinations(settings, {
    now,
    log: silentLog,
    timeoutMs: 400,
    ...deps,
  });
  if (!destination) throw new Error('the destination is switched off');
  return destination;
}

const stateOf = (standIn: StandIn) => standIn.state() as WebhookReceiverState;
const start = (secrets = [NEW_SECRET]) => startWebhookReceiver({ now, secrets });

describeConversionDestination('a webhook as a conversion destination', {
  startStandIn: start,
  connect: (standIn, timeoutMs) => connect(`${standIn.url}/hook`, {}, { timeoutMs }),
  event: () => conversionEvent('lead.routed'),
  taken: (standIn) => stateOf(standIn).received.filter((each) => !each.duplicate).length,
  badCredential: { status: 401 },
  emptyBodyIsSuccess: true,
});

describe('a webhook', () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await start();
  });
  beforeEach(() => standIn.reset());
  afterAll(() => standIn.close());
  const send = (changes: Record<string, unknown> = {}, deps: Partial<DestinationDeps> = {}) =>
    connect(`${standIn.url}/hook?tenant=1`, changes, deps).send(conversionEvent('lead.routed'));

  it('brings the lead, the decision and the configured parameters', async () => {
    await send({ parameters: { campaign: '{{attribution.utm.utm_campaign}}' } });
    expect(stateOf(standIn).received[0]).toMatchObject({
      type: 'lead.routed',
      webhookId: conversionEvent('lead.routed').eventId,
      body: {
        timestamp: '2026-11-20T14:07:01.000Z',
        data: {
          lead: { person: { firstName: 'Mary' } },
          decision: { market: 'emea', owner: { name: 'Ada King' } },
          contactId: '51',
          parameters: { campaign: 'brand-q4' },
        },
      },
    });
    expect(standIn.journal[0]?.query).toBe('tenant=1');
  });

  it.each([OLD_SECRET, NEW_SECRET])(
    'verifies with either secret while they are changed',
    async (secret) => {
      const receiver = await start([secret]);
      const destination = connect(receiver.url, { secrets: [NEW_SECRET, OLD_SECRET] });
      expect((await destination.send(conversionEvent('lead.routed'))).sent).toBe(true);
      await receiver.close();
    },
  );

  it('is refused by a receiver with another secret, as a matter of credentials', async () => {
    const failure = await failureOf(send({ secrets: [OLD_SECRET] }));
    expect(failure).toMatchObject({ kind: 'unauthorised', status: 401 });
    expect(stateOf(standIn).refused).toHaveLength(1);
  });

  it.each([
    [-6 * 60_000, 'the timestamp is too old'],
    [6 * 60_000, 'the timestamp is too new'],
  ])('is refused when our clock is %s ms off: %s', async (offMs, reason) => {
    const failure = await failureOf(send({}, { now: () => now() + offMs }));
    expect(failure.kind).toBe('unauthorised');
    expect(stateOf(standIn).refused).toMatchObject([{ reason }]);
  });

  it('signs every attempt anew and keeps its id', async () => {
    const early = now() - 60_000;
    await send({}, { now: () => early });
    await send();
    const [first, second] = standIn.journal.map((entry) => entry.headers);
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    expect(second?.['webhook-timestamp']).not.toBe(first?.['webhook-timestamp']);
    expect(second?.['webhook-signature']).not.toBe(first?.['webhook-signature']);
  });

  it.each([
    [410, 'refused'],
    [404, 'refused'],
    [422, 'invalid'],
    [502, 'unavailable'],
    [504, 'unavailable'],
    [503, 'unavailable'],
    [301, 'refused'],
  ])('understands status %s as %s', async (status, kind) => {
    standIn.fail({ status });
    expect((await failureOf(send())).kind).toBe(kind);
  });

  it('tells a person what to do about a receiver that is gone', async () => {
    standIn.fail({ status: 410 });
    expect((await failureOf(send())).advice).toContain('enabled: false');
  });

  it.each([429, 502, 503, 504])('honours Retry-After with status %s', async (status) => {
    const at = now();
    standIn.fail({ status, headers: { 'retry-after': new Date(at + 90_000).toUTCString() } });
    const failure = await failureOf(send({}, { now: () => at }));
    expect(failure.kind).toBe('throttled');
    expect(failure.retryAfterMs).toBeGreaterThan(88_000);
    expect(failure.retryAfterMs).toBeLessThanOrEqual(90_000);
  });

  it.each(['whsec_AAAAAAAAAAAAAAAAAAAAAAAA', `whsec_${'A'.repeat(25)}`])(
    'stops the start for a secret that cannot sign: %s',
    (secret) => {
      expect(() => connect('https://hooks.example', { secrets: [secret] })).toThrow(
        'destinations.automation.secrets.0: found',
      );
    },
  );
});

function guarded(url: string, addresses: string[] = []): OpenDestination {
  const resolved = addresses.map((address) => ({
    address,
    family: address.includes(':') ? 6 : 4,
  }));
  return connect(url, { allowPrivateAddress: false }, { resolve: () => Promise.resolve(resolved) });
}

describe('the addresses a webhook may call', () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await start();
  });
  afterAll(() => standIn.close());
  it.each([
    '127.0.0.1',
    '10.0.0.5',
    '172.16.9.9',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '::1',
    '::ffff:10.0.0.5',
    '64:ff9b::a00:5',
    'fd00:ec2::254',
    'fe80::1',
    '2002:a00:5::',
  ])('do not include a name that resolves to %s', async (address) => {
    const destination = guarded('https://hooks.example.test/x', [address]);
    const failure = await failureOf(destination.send(conversionEvent('lead.routed')));
    expect(failure).toMatchObject({
      kind: 'refused',
      when: 'before',
      code: 'address_not_public',
      words: `hooks.example.test resolves to ${address}, not a public address`,
    });
  });

  it('do not include a name with one private address among public ones', async () => {
    const destination = guarded('https://hooks.example.test', ['93.184.215.14', '10.0.0.5']);
    expect((await failureOf(destination.probe())).kind).toBe('refused');
  });

  it.each([
    'https://127.0.0.1/x',
    'https://0x7f.1/x',
    'https://2130706433/x',
    'https://[::1]/x',
    'https://[::ffff:169.254.169.254]/latest/meta-data',
    'http://hooks.example.test/x',
  ])('do not include %s', async (url) => {
    const destination = guarded(url, ['93.184.215.14']);
    expect((await failureOf(destination.probe())).kind).toBe('refused');
  });

  it('include a public https address', async () => {
    const destination = guarded('https://hooks.example.test', ['93.184.215.14', '2606:4700::1111']);
    await expect(destination.probe()).resolves.toBeUndefined();
  });

  it('are looked at again when the connection is made, so a name cannot change in between', async () => {
    const { port } = new URL(standIn.url);
    let asked = 0;
    const destination = connect(
      `https://rebinding.example.test:${port}/x`,
      { allowPrivateAddress: false },
      {
        resolve: async () => {
          asked += 1;
          return [{ address: asked === 1 ? '93.184.215.14' : '127.0.0.1', family: 4 }];
        },
      },
    );
    const failure = await failureOf(destination.send(conversionEvent('lead.routed')));
    expect(failure).toMatchObject({ kind: 'refused', when: 'before', code: 'address_not_public' });
    expect(asked).toBe(2);
    expect(standIn.journal).toEqual([]);
  });

  it('wait for a name server that does not answer', async () => {
    const destination = connect(
      'https://hooks.example.test',
      { allowPrivateAddress: false },
      { resolve: () => Promise.reject(Object.assign(new Error('gone'), { code: 'EAI_AGAIN' })) },
    );
    expect(await failureOf(destination.probe())).toMatchObject({
      kind: 'unavailable',
      when: 'before',
      code: 'EAI_AGAIN',
    });
  });
});
