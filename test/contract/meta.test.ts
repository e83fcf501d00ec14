import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  INVALID_TOKEN,
  NOT_READY,
  noSuchObject,
  RATE_LIMITED,
} from '../../src/sandbox/meta/graph-errors.ts';
import { type MetaState, startMetaStandIn } from '../../src/sandbox/meta/meta.ts';
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
const DAY_MS = 24 * HOUR_MS;
const TOKEN = 'EAAB-test-token';
const now = () => RECEIVED_AT + 60_000;

function connect(
  standIn: StandIn,
  changes: Record<string, unknown> = {},
  timeoutMs = 400,
  clock = now,
): OpenDestination {
  const settings = conversionsSchema.parse({
    destinations: {
      social: {
        kind: 'meta',
        pixelId: '1234567890',
        accessToken: TOKEN,
        baseUrl: standIn.url,
        parameters: { currency: 'EUR', value: '50', lead_type: 'demo' },
        ...changes,
      },
    },
  });
  const [destination] = createDestinations(settings, { now: clock, log: silentLog, timeoutMs });
  if (!destination) throw new Error('the destination is switched off');
  return destination;
}

const stateOf = (standIn: StandIn) => standIn.state() as MetaState;
const start = (clock = now) =>
  startMetaStandIn({ now: clock, accessToken: TOKEN, pixelId: '1234567890' });

describeConversionDestination('Meta as a conversion destination', {
  startStandIn: start,
  connect: (standIn, timeoutMs) => connect(standIn, {}, timeoutMs),
  event: () => conversionEvent('Lead'),
  taken: (standIn) => stateOf(standIn).events.filter((each) => !each.deduplicated).length,
  badCredential: { status: 400, body: JSON.stringify({ error: INVALID_TOKEN }) },
  falseSuccess: {
    order: { status: 200, body: JSON.stringify({ error: INVALID_TOKEN }) },
    kind: 'unauthorised',
  },
  emptyBodyIsSuccess: false,
});

describe('a lead at Meta', () => {
  let standIn: StandIn;
  let time: number;
  beforeAll(async () => {
    standIn = await start(() => time);
  });
  beforeEach(() => {
    time = now();
    standIn.reset();
  });
  afterAll(() => standIn.close());
  const destination = (changes: Record<string, unknown> = {}) =>
    connect(standIn, changes, 400, () => time);

  it('is taken with everything Meta can match by, hashed where it has to be', async () => {
    const result = await destination().send(conversionEvent('Lead'));
    expect(result).toEqual({ sent: true, reference: expect.stringMatching(/^A/) });
    expect(stateOf(standIn).events[0]?.event).toMatchObject({
      event_name: 'Lead',
      event_id: `${conversionLead().leadId}:Lead`,
      event_time: RECEIVED_AT / 1000,
      action_source: 'website',
      event_source_url: 'https://acme.example/demo?utm_source=google',
      custom_data: { currency: 'EUR', value: 50, lead_type: 'demo' },
    });
  });

  it('travels with the token in a header, never in an address', async () => {
    await destination().send(conversionEvent('Lead'));
    expect(standIn.journal[0]).toMatchObject({
      path: '/v25.0/1234567890/events',
      query: '',
      headers: expect.objectContaining({ authorization: `Bearer ${TOKEN}` }),
    });
  });

  it('is taken without a page and a browser too, as an event from elsewhere', async () => {
    const { pageUrl: _, ...attribution } = conversionLead().attribution;
    const lead = conversionLead({ attribution, visitor: {} });
    const result = await destination().send(conversionEvent('Lead', { lead }));
    expect(result.sent).toBe(true);
    expect(stateOf(standIn).events[0]?.event.action_source).toBe('other');
  });

  it('carries the test code of the Events Manager when one is set', async () => {
    await destination({ testEventCode: 'TEST12345' }).send(conversionEvent('Lead'));
    expect(stateOf(standIn).events[0]?.testEventCode).toBe('TEST12345');
  });

  it('is counted again when repeated after 48 hours', async () => {
    await destination().send(conversionEvent('Lead'));
    time += 48 * HOUR_MS + 1_000;
    await destination().send(conversionEvent('Lead'));
    expect(stateOf(standIn).events.map((each) => each.deduplicated)).toEqual([false, false]);
  });

  it('is skipped, not failed, when older than 7 days', async () => {
    time = RECEIVED_AT + 7 * DAY_MS + 1;
    const result = await destination().send(conversionEvent('Lead'));
    expect(result).toMatchObject({ sent: false, reason: expect.stringContaining('7 days') });
    expect(standIn.journal).toEqual([]);
  });

  it('is skipped, not failed, when Meta could not recognise the person', async () => {
    const lead = conversionLead({
      person: { country: 'DE', city: 'Berlin', firstName: 'Mary' },
      visitor: { userAgent: 'Mozilla/5.0' },
    });
    lead.attribution = { ...lead.attribution, cookies: {}, clickIds: {} };
    const result = await destination().send(conversionEvent('Lead', { lead }));
    expect(result).toMatchObject({ sent: false, reason: expect.stringContaining('recognise') });
    expect(standIn.journal).toEqual([]);
  });
});

describe('what Meta answers', () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await start();
  });
  beforeEach(() => standIn.reset());
  afterAll(() => standIn.close());
  const answered = (status: number, body: unknown) => {
    standIn.fail({ status, body: typeof body === 'string' ? body : JSON.stringify(body) });
    return failureOf(connect(standIn).send(conversionEvent('Lead')));
  };

  it.each([
    ['a request limit', RATE_LIMITED, 'throttled', '17'],
    ['a data set that is not ready', NOT_READY, 'unavailable', '21009'],
    ['an unknown error', { code: 1, message: 'An unknown error' }, 'unavailable', '1'],
    ['a passing error', { code: 999, message: 'x', is_transient: true }, 'unavailable', '999'],
    ['a bad token', INVALID_TOKEN, 'unauthorised', '190'],
    ['a missing permission', { code: 200, message: 'Permissions error' }, 'unauthorised', '200'],
    ['a pixel it does not know', noSuchObject('1'), 'unauthorised', '100/33'],
    ['a bad parameter', { code: 100, message: 'Invalid parameter' }, 'invalid', '100'],
    ['a code nobody documented', { code: 4711, message: 'New' }, 'refused', '4711'],
  ])('decides on the code, not the status: %s', async (_, error, kind, code) => {
    expect(await answered(400, { error })).toMatchObject({ kind, code, status: 400 });
  });

  it('takes an HTML page with status 400 for passing trouble', async () => {
    expect((await answered(400, '<html>')).kind).toBe('unavailable');
  });

  it('does not count an event as sent that Meta did not count as received', async () => {
    expect((await answered(200, { events_received: 0 })).kind).toBe('refused');
  });

  it('is quoted without the addresses and hashes that Meta echoes', async () => {
    const message = `Bad value "mary@acme.example" or ${'ab'.repeat(32)}`;
    const failure = await answered(400, { error: { code: 100, message } });
    expect(failure.words).toBe('Bad value "[e-mail]" or [hash]');
  });

  it.each([
    ['a wrong token', { accessToken: 'other' }],
    ['a wrong pixel', { pixelId: '999' }],
  ])('fails the probe for %s', async (_, changes) => {
    expect((await failureOf(connect(standIn, changes).probe())).kind).toBe('unauthorised');
  });
});

describe('the stand-in for Meta', () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await start();
  });
  afterAll(() => standIn.close());
  const goodEvent = {
    event_name: 'Lead',
    event_time: RECEIVED_AT / 1000,
    action_source: 'other',
    user_data: { em: ['a'.repeat(64)] },
  };
  const post = async (data: unknown[]) => {
    const answer = await fetch(`${standIn.url}/v25.0/1234567890/events?access_token=${TOKEN}`, {
      method: 'POST',
      body: JSON.stringify({ data }),
    });
    return (await answer.json()) as { events_received?: number; error?: Record<string, unknown> };
  };

  it('takes the token as a parameter too', async () => {
    expect((await post([goodEvent])).events_received).toBe(1);
  });

  it('refuses a whole batch for one event that is too old', async () => {
    const old = { ...goodEvent, event_time: (RECEIVED_AT - 8 * DAY_MS) / 1000 };
    expect((await post([goodEvent, old])).error).toMatchObject({
      code: 100,
      error_subcode: 2_804_003,
      error_user_title: 'Event Timestamp Too Old',
    });
  });

  it.each([
    ['an address that is not hashed', { user_data: { em: ['mary@acme.example'] } }],
    ['milliseconds for seconds', { event_time: RECEIVED_AT }],
    ['a website event without page', { action_source: 'website' }],
    ['a click id that is no cookie', { user_data: { fbc: 'IwAR2F4' } }],
    ['places and nothing else', { user_data: { ct: ['b'.repeat(64)], country: ['c'.repeat(64)] } }],
    ['no user data at all', { user_data: {} }],
  ])('refuses %s', async (_, change) => {
    expect((await post([{ ...goodEvent, ...change }])).error).toMatchObject({ code: 100 });
  });
});
