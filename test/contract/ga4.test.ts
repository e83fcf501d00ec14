import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Ga4State, startGa4StandIn } from '../../src/sandbox/ga4/ga4.ts';
import type { StandIn } from '../../src/sandbox/stand-in.ts';
import { conversionsSchema } from '../../src/stages/conversion-settings.ts';
import { createDestinations, type OpenDestination } from '../../src/systems/conversions/index.ts';
import {
  describeConversionDestination,
  failureOf,
  silentLog,
} from './conversion-destination.contract.ts';
import { conversionEvent, conversionLead, RECEIVED_AT } from './conversion-event.ts';

const HOUR_MS = 60 * 60 * 1000;
const now = () => RECEIVED_AT + 60_000;

function connect(
  standIn: StandIn,
  changes: Record<string, unknown> = {},
  clock = now,
  timeoutMs = 400,
): OpenDestination {
  const settings = conversionsSchema.parse({
    destinations: {
      analytics: {
        kind: 'ga4',
        measurementId: 'G-TEST',
        apiSecret: 'top-secret',
        baseUrl: standIn.url,
        parameters: { currency: 'EUR', value: 50, market: '{{decision.market}}' },
        ...changes,
      },
    },
  });
  const [destination] = createDestinations(settings, { now: clock, log: silentLog, timeoutMs });
  if (!destination) throw new Error('the destination is switched off');
  return destination;
}

const stateOf = (standIn: StandIn) => standIn.state() as Ga4State;
const start = () => startGa4StandIn({ now, apiSecret: 'top-secret' });

describeConversionDestination('Google Analytics as a conversion destination', {
  startStandIn: start,
  connect: (standIn, timeoutMs) => connect(standIn, {}, now, timeoutMs),
  event: () => conversionEvent('generate_lead'),
  taken: (standIn) => stateOf(standIn).events.length,
  badCredential: { status: 401 },
  emptyBodyIsSuccess: true,
});

describe('a lead in Google Analytics', () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await start();
  });
  beforeEach(() => standIn.reset());
  afterAll(() => standIn.close());

  it('is valid by all of GA4’s own rules', async () => {
    await connect(standIn).send(conversionEvent('generate_lead'));
    const [event] = stateOf(standIn).events;
    expect(event?.problems).toEqual([]);
    expect(event).toMatchObject({
      valid: true,
      clientId: '1194072907.1685136322',
      sessionId: '1763819000',
      name: 'generate_lead',
    });
    expect(event?.params).toMatchObject({
      lead_id: conversionLead().leadId,
      lead_source: 'demo-form',
      currency: 'EUR',
      value: 50,
      market: 'emea',
    });
  });

  it('is skipped, not failed, when older than 72 hours', async () => {
    const late = connect(standIn, {}, () => RECEIVED_AT + 72 * HOUR_MS + 1);
    const result = await late.send(conversionEvent('generate_lead'));
    expect(result).toMatchObject({ sent: false, reason: expect.stringContaining('72 hours') });
    expect(stateOf(standIn).events).toEqual([]);
  });

  it('keeps the secret out of every failure', async () => {
    standIn.fail({ how: 'reset' });
    const failure = await failureOf(connect(standIn).send(conversionEvent('generate_lead')));
    expect(JSON.stringify(failure)).not.toContain('top-secret');
  });

  it('leaves repetition after a gateway’s time-out to a person', async () => {
    standIn.fail({ status: 504 });
    const failure = await failureOf(connect(standIn).send(conversionEvent('generate_lead')));
    expect(failure).toMatchObject({ kind: 'unavailable', when: 'during' });
  });

  it('may be repeated after a plain 503, which took nothing in', async () => {
    standIn.fail({ status: 503 });
    const failure = await failureOf(connect(standIn).send(conversionEvent('generate_lead')));
    expect(failure).toMatchObject({ kind: 'unavailable', when: 'after' });
  });
});

describe('the test mode of Google Analytics', () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await start();
  });
  beforeEach(() => standIn.reset());
  afterAll(() => standIn.close());

  it('has the event checked and records nothing', async () => {
    const result = await connect(standIn, { test: true }).send(conversionEvent('generate_lead'));
    expect(result).toMatchObject({ sent: false, reason: expect.stringContaining('test mode') });
    expect(stateOf(standIn)).toMatchObject({ validated: 1, events: [] });
  });

  it('turns what GA4 finds into an invalid failure with GA4’s own words', async () => {
    const destination = connect(standIn, { test: true });
    const failure = await failureOf(destination.send(conversionEvent('session_start')));
    expect(failure).toMatchObject({
      kind: 'invalid',
      code: 'NAME_RESERVED',
      words: 'Event at index: [0] has name [session_start] which is reserved.',
    });
  });

  it('takes a validation endpoint that answers something else for an outage', async () => {
    standIn.fail({ status: 200, body: '<html></html>' });
    const destination = connect(standIn, { test: true });
    const failure = await failureOf(destination.send(conversionEvent('generate_lead')));
    expect(failure.kind).toBe('unavailable');
  });
});

describe('settings that Google Analytics would drop events for', () => {
  const standIn = { url: 'http://127.0.0.1:9' } as StandIn;

  it.each(['1st_lead', 'lead-made', 'google_lead', '_lead', 'x'.repeat(41)])(
    'stops the start for an event called %s',
    (event) => {
      expect(() => connect(standIn, { event })).toThrow(
        `destinations.analytics.event: found the name "${event}"`,
      );
    },
  );

  it('stops the start for a parameter with a reserved prefix', () => {
    expect(() => connect(standIn, { parameters: { ga_market: 'x' } })).toThrow(
      'destinations.analytics.parameters: found the name "ga_market"',
    );
  });

  it('stops the start for more parameters than an event can have', () => {
    const parameters = Object.fromEntries(
      Array.from({ length: 22 }, (_, index) => [`p${index}`, index]),
    );
    expect(() => connect(standIn, { parameters })).toThrow('found 22 parameters');
  });
});
