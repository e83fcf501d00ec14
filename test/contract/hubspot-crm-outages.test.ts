import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FailureOrder } from '../../src/sandbox/failure-order.ts';
import {
  everythingToldBy,
  failureOf,
  type HubspotSetting,
  hubspotSetting,
} from './hubspot-setting.ts';

const person = { email: 'jane.private@acme.example.com', firstname: 'Jane' };
const JSON_TYPE = { 'content-type': 'application/json;charset=utf-8' };

let setting: HubspotSetting;
beforeEach(async () => {
  setting = await hubspotSetting();
});
afterEach(() => setting.close());

async function creating(order: Partial<FailureOrder>) {
  setting.hubspot.fail({ method: 'POST', ...order });
  const failure = await failureOf(setting.crm.createContact(person));
  expect(everythingToldBy(failure)).not.toMatch(/jane|html/i);
  return failure.details;
}

const contacts = () => setting.hubspot.state().contacts.length;

describe('HubSpot is broken', () => {
  it.each([500, 502, 503, 504, 521, 522, 523, 524])(
    'and answers %d with a page: it may have been done',
    async (status) => {
      const page = '<html><body>Bad gateway for jane.private</body></html>';
      const details = await creating({
        status,
        headers: { 'content-type': 'text/html' },
        body: page,
      });
      expect(details).toMatchObject({
        system: 'hubspot',
        kind: 'unavailable',
        when: 'during',
        status,
      });
      expect(details.retryAfterMs).toBeUndefined();
    },
  );

  it('and says when to come back', async () => {
    const details = await creating({ status: 503, headers: { 'retry-after': '30' } });
    expect(details).toMatchObject({ kind: 'unavailable', retryAfterMs: 30_000 });
  });

  it('and answers 504 after the contact was written', async () => {
    const details = await creating({ status: 504, when: 'after', times: 1 });
    expect(details).toMatchObject({ kind: 'unavailable', when: 'during' });
    expect(contacts()).toBe(1);
    // The repetition finds the contact instead of making a second one.
    expect(await setting.crm.createContact(person)).toMatchObject({ created: false });
    expect(contacts()).toBe(1);
  });
});

describe('the connection breaks', () => {
  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('%s the contact was written: it may have been done', async (when, written) => {
    const details = await creating({ how: 'reset', when });
    expect(details).toMatchObject({ kind: 'unavailable', when: 'during' });
    expect(details.words).toMatch(/^no answer \(/);
    expect(contacts()).toBe(written);
  });

  it('by silence: it may have been done', async () => {
    const details = await creating({ how: 'hang' });
    expect(details).toMatchObject({ kind: 'unavailable', when: 'during' });
    expect(details.code).toMatch(/^(TimeoutError|UND_ERR_HEADERS_TIMEOUT)$/);
  });

  it('in the middle of an answer that never ends', async () => {
    const details = await creating({ how: 'slow-body', when: 'after' });
    expect(details).toMatchObject({ kind: 'unavailable', when: 'during' });
    expect(details.code).toMatch(/^(TimeoutError|UND_ERR_BODY_TIMEOUT)$/);
    expect(contacts()).toBe(1);
  });

  it('before there is one: surely nothing was done', async () => {
    const nowhere = await hubspotSetting({ baseUrl: 'http://127.0.0.1:1' });
    const { details } = await failureOf(nowhere.crm.createContact(person));
    expect(details).toMatchObject({ kind: 'unavailable', when: 'before', code: 'ECONNREFUSED' });
    await nowhere.close();
  });
});

describe('something else answers in HubSpot’s place', () => {
  it.each([
    ['a page with status 200', 200, { 'content-type': 'text/html' }, '<html>Log in</html>'],
    ['JSON that says it is text', 201, { 'content-type': 'text/plain' }, '{"id":"1"}'],
    ['no media type', 201, {}, '{"id":"1"}'],
    ['an empty body', 201, JSON_TYPE, ''],
    ['half an object', 201, JSON_TYPE, '{"id":"1'],
    ['null', 201, JSON_TYPE, 'null'],
    ['a list', 201, JSON_TYPE, '[]'],
    ['an object without a result', 200, JSON_TYPE, '{}'],
    ['a record without an id', 201, JSON_TYPE, '{"id":"","properties":{}}'],
    ['results that are no list', 200, JSON_TYPE, '{"results":null}'],
    ['a redirect', 302, { ...JSON_TYPE, location: 'https://elsewhere.example' }, '{"id":"1"}'],
  ])('%s is neither a contact nor a missing one', async (_, status, headers, body) => {
    const details = await creating({ status, headers, body });
    const expected = { kind: 'unavailable', when: 'during', code: 'UNREADABLE_ANSWER', status };
    expect(details).toMatchObject(expected);

    const reading = await failureOf(setting.crm.findByEmail(person.email, []));
    expect(reading.details).toMatchObject(expected);
  });

  it('a success with an unusual status is still one', async () => {
    setting.hubspot.fail({ status: 200, headers: JSON_TYPE, body: '{"id":"7","properties":{}}' });
    expect(await setting.crm.createContact(person)).toMatchObject({ contactId: '7' });
  });

  it('an error body of odd shape is told by its status alone', async () => {
    const details = await creating({
      status: 400,
      headers: JSON_TYPE,
      body: '{"message":7,"errors":{"code":"X"},"category":["Y"]}',
    });
    expect(details).toMatchObject({
      kind: 'invalid',
      when: 'after',
      words: '400 without a readable error',
    });
  });
});

const partly = (category: string) =>
  setting.hubspot.fail({
    path: 'batch/read',
    status: 207,
    headers: JSON_TYPE,
    body: JSON.stringify({
      status: 'COMPLETE',
      results: [],
      numErrors: 1,
      errors: [{ status: 'error', category, message: `about ${person.email}`, context: {} }],
    }),
  });

describe('a batch that was answered in part', () => {
  it('says that a person is unknown only if HubSpot says so', async () => {
    partly('OBJECT_NOT_FOUND');
    expect(await setting.crm.findByEmail(person.email, [])).toBeUndefined();
  });

  it.each([
    ['INTERNAL_ERROR', 'unavailable'],
    ['VALIDATION_ERROR', 'invalid'],
  ])('fails where it broke with %s, rather than calling the person new', async (code, kind) => {
    partly(code);
    const failure = await failureOf(setting.crm.findByEmail(person.email, []));
    expect(failure.details).toMatchObject({ kind, when: 'after', status: 207, code });
    expect(everythingToldBy(failure)).not.toContain('jane');
  });
});

describe("leadline's own share of the ten seconds", () => {
  it('waits in place when it is soon', async () => {
    setting.budgetSays.push(5, 5);
    await setting.crm.probe();
    expect(setting.calls()).toEqual(['GET /account-info/2026-09/details']);
  });

  it('gives the job back when it is not, without a call', async () => {
    setting.budgetSays.push(2_001);
    const { details } = await failureOf(setting.crm.probe());
    expect(details).toMatchObject({ kind: 'throttled', when: 'before', retryAfterMs: 2_001 });
    expect(setting.calls()).toEqual([]);
  });
});
