import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SANDBOX_TOKEN } from '../../src/sandbox/hubspot/hubspot-service.ts';
import {
  everythingToldBy,
  failureOf,
  type HubspotSetting,
  hubspotSetting,
  PATH_FAMILIES,
} from './hubspot-setting.ts';

const person = { email: 'jane.private@acme.example.com', firstname: 'Jane' };

describe.each(PATH_FAMILIES)('what HubSpot refuses under the paths of %s', (apiVersion) => {
  let setting: HubspotSetting;
  beforeEach(async () => {
    setting = await hubspotSetting({ apiVersion });
  });
  afterEach(() => setting.close());

  const create = () => failureOf(setting.crm.createContact(person));

  describe('credentials', () => {
    it('a token that it does not know', async () => {
      const stranger = await hubspotSetting({ apiVersion, accessToken: 'pat-na1-unknown' });
      const failure = await failureOf(stranger.crm.probe());
      expect(failure.details).toMatchObject({
        kind: 'unauthorised',
        when: 'after',
        status: 401,
        code: 'INVALID_AUTHENTICATION',
      });
      expect(failure.details.advice).toContain('HUBSPOT_ACCESS_TOKEN');
      expect(everythingToldBy(failure)).not.toContain('pat-na1-unknown');
      await stranger.close();
    });

    it('a token that has expired', async () => {
      await setting.crm.probe();
      setting.hubspot.expireToken(SANDBOX_TOKEN);
      const { details } = await create();
      expect(details).toMatchObject({ kind: 'unauthorised', code: 'EXPIRED_AUTHENTICATION' });
    });

    it('a missing scope, which is named', async () => {
      const reader = await hubspotSetting({
        apiVersion,
        account: { tokens: { [SANDBOX_TOKEN]: ['crm.objects.contacts.read'] } },
      });
      const { details } = await failureOf(reader.crm.createContact(person));
      expect(details).toMatchObject({
        kind: 'unauthorised',
        when: 'after',
        status: 403,
        code: 'MISSING_SCOPES',
        words: '403 missing scope crm.objects.contacts.write',
        advice: 'Give the key the missing scope: crm.objects.contacts.write.',
      });
      await reader.close();
    });
  });

  it('a change of a contact that is gone', async () => {
    const { details } = await failureOf(setting.crm.updateContact('424242', { company: 'Acme' }));
    expect(details).toMatchObject({
      kind: 'invalid',
      when: 'after',
      status: 404,
      words: '404 resource not found',
    });
  });

  it('a change that would take another contact’s address', async () => {
    const { crm, hubspot } = setting;
    hubspot.seedContact(person);
    const id = hubspot.seedContact({ email: 'other@acme.example.com' });
    const { details } = await failureOf(crm.updateContact(id, { email: person.email }));
    expect(details).toMatchObject({
      kind: 'invalid',
      when: 'after',
      status: 409,
      code: 'CONFLICT',
    });
  });

  it('a contact that is locked, for two seconds', async () => {
    const { crm, hubspot } = setting;
    const id = hubspot.seedContact(person);
    hubspot.lockRecord(id, 2_000);
    const { details } = await failureOf(crm.updateContact(id, { company: 'Acme' }));
    expect(details).toMatchObject({
      kind: 'unavailable',
      when: 'after',
      status: 423,
      code: 'LOCKED',
      retryAfterMs: 2_000,
    });
  });

  it('everything while the account moves to another data centre, for as long as it says', async () => {
    setting.hubspot.moveDataCentre(5_400);
    const { details } = await create();
    expect(details).toMatchObject({
      kind: 'throttled',
      when: 'after',
      status: 477,
      code: 'MIGRATION_IN_PROGRESS',
      retryAfterMs: 5_400_000,
    });
  });

  describe('too many calls', () => {
    it.each([
      ['TEN_SECONDLY_ROLLING', undefined, 10_000],
      ['TEN_SECONDLY_ROLLING', '3', 3_000],
      ['SECONDLY', undefined, 1_000],
      ['SECONDLY', '2', 2_000],
      ['DAILY', undefined, 3_600_000],
      ['DAILY', '7200', 7_200_000],
      ['A_NEW_POLICY', undefined, 10_000],
    ])('%s with Retry-After %s: waits %d ms', async (policyName, retryAfter, retryAfterMs) => {
      setting.hubspot.fail({
        status: 429,
        headers: {
          'content-type': 'application/json',
          ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
        },
        body: JSON.stringify({ status: 'error', errorType: 'RATE_LIMIT', policyName }),
      });
      const { details } = await create();
      expect(details).toMatchObject({
        kind: 'throttled',
        when: 'after',
        status: 429,
        code: policyName,
        retryAfterMs,
      });
    });

    it('as the account itself counts them', async () => {
      const small = await hubspotSetting({ apiVersion, account: { limits: { perTenSeconds: 1 } } });
      await small.crm.probe();
      const { details } = await failureOf(small.crm.probe());
      expect(details).toMatchObject({ kind: 'throttled', code: 'TEN_SECONDLY_ROLLING' });
      await small.close();
    });

    it('by a 429 without any body', async () => {
      setting.hubspot.fail({ status: 429 });
      const { details } = await create();
      expect(details).toMatchObject({
        kind: 'throttled',
        code: 'RATE_LIMIT',
        retryAfterMs: 10_000,
      });
    });
  });

  it.each([
    ['an address', { ...person, email: 'jane.private@@acme' }, 'jane.private'],
    ['an option', { ...person, lifecyclestage: 'Jane Doe' }, 'Jane Doe'],
  ])('never tells the value of %s that it repeats', async (_, properties, secret) => {
    const failure = await failureOf(setting.crm.createContact(properties));
    expect(failure.details.words).toMatch(/^400 INVALID_/);
    expect(everythingToldBy(failure)).not.toContain(secret);
  });

  it('never tells an address that has been erased for good', async () => {
    setting.hubspot.fail({
      status: 400,
      body: JSON.stringify({
        message: `Contact ${person.email} (Jane Doe, +49 170 1234567) has been GDPR blacklisted`,
        correlationId: 'c033cdaa-2c40-4a64-ae48-b4cec88dad24',
        category: 'VALIDATION_ERROR',
      }),
    });
    const failure = await create();
    expect(failure.details.words).toBe(
      "400 VALIDATION_ERROR (HubSpot's correlation id c033cdaa-2c40-4a64-ae48-b4cec88dad24)",
    );
    expect(everythingToldBy(failure)).not.toMatch(/Jane|jane|1234567/);
  });
});
