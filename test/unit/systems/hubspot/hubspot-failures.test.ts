import { describe, expect, it } from '@jest/globals';
import {
  existingIdIn,
  hubspotFailure,
  refusedProperties,
} from '../../../../src/systems/hubspot/hubspot-failures.ts';
import { SystemFailure } from '../../../../src/workflow/system-failure.ts';

const NOW = Date.UTC(2026, 10, 23, 8, 0, 0);

const failed = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  hubspotFailure({ status, headers, text: JSON.stringify(body) }, NOW);

describe('an answer of HubSpot that is not a success', () => {
  it.each([
    [400, 'invalid', 'after'],
    [401, 'unauthorised', 'after'],
    [403, 'unauthorised', 'after'],
    [404, 'invalid', 'after'],
    [408, 'unavailable', 'during'],
    [409, 'invalid', 'after'],
    [414, 'invalid', 'after'],
    [423, 'unavailable', 'after'],
    [429, 'throttled', 'after'],
    [477, 'throttled', 'after'],
    [500, 'unavailable', 'during'],
    [524, 'unavailable', 'during'],
  ])('%d is %s, known %s the call', (status, kind, when) => {
    expect(failed(status).details).toMatchObject({ system: 'hubspot', status, kind, when });
  });

  it('waits until the time that a Retry-After date names', () => {
    const later = new Date(NOW + 90_000).toUTCString();
    expect(failed(429, {}, { 'retry-after': later }).details.retryAfterMs).toBe(90_000);
  });

  it('looks again in a minute when a move of the account names no time', () => {
    expect(failed(477).details.retryAfterMs).toBe(60_000);
  });

  it.each([
    ['PROPERTY_DOESNT_EXIST', 'email', 'leadline setup hubspot'],
    ['MISSING_REQUIRED_PROPERTY', 'industry', 'relax the rule'],
    ['MISSING_CONDITIONAL_REQUIRED_PROPERTY', 'industry', 'relax the rule'],
    ['INVALID_OPTION', 'lifecyclestage', 'Add the option'],
    ['INVALID_OPTION', 'hubspot_owner_id', 'reactivate the user'],
  ])('%s of %s can be mended by a person: %s', (code, property, advice) => {
    const { details } = failed(400, { errors: [{ code, context: { propertyName: [property] } }] });
    expect(details).toMatchObject({
      kind: 'refused',
      code,
      words: `400 ${code} ${property}`,
    });
    expect(details.advice).toContain(advice);
  });

  it('names every scope that would do', () => {
    const { details } = failed(403, {
      category: 'MISSING_SCOPES',
      errors: [{ context: { requiredGranularScopes: ['a.read', 'b.read'] } }],
    });
    expect(details.words).toBe('403 missing scope a.read or b.read');
  });

  it('keeps what the adapter has to know, and the sender’s values out of it', () => {
    const failure = failed(409, {
      message: 'Contact already exists. Existing ID: 51',
      identityProfile: { identity: [{ value: 'jane@acme.example.com' }] },
    });
    expect(existingIdIn(failure)).toBe('51');
    expect(refusedProperties(failure)).toEqual([]);
    expect(JSON.stringify(failure.cause)).not.toContain('jane');
  });

  it('finds nothing in a failure that HubSpot did not answer', () => {
    const failure = new SystemFailure(
      { system: 'hubspot', kind: 'unavailable', when: 'during', words: 'no answer (ECONNRESET)' },
      { cause: new Error('socket hang up') },
    );
    expect(existingIdIn(failure)).toBeUndefined();
    expect(refusedProperties(failure)).toEqual([]);
  });
});
