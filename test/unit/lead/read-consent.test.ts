import { describe, expect, it } from '@jest/globals';
import type { ConsentRules } from '../../../src/lead/lead-rules.ts';
import { leadOf, noteCodes, RULES } from './lead-fixture.ts';

const consent: ConsentRules = { ...RULES.consent, field: 'newsletter' };
const purposes = (values: Record<string, string | string[]>, rules = consent) =>
  leadOf(values, { consent: rules }).consent.purposes;
const all = (state: string) => ({
  ad_user_data: state,
  ad_personalization: state,
  analytics_storage: state,
  marketing: 'unknown',
});

describe('the consent box', () => {
  it.each(['on', 'Yes', 'TRUE', ' 1 ', 'accepted'])(
    'with %j grants what the source says',
    (value) => {
      expect(purposes({ newsletter: value })).toEqual(all('granted'));
    },
  );

  it.each(['off', 'no', 'false', '0', ''])('with %j denies it', (value) => {
    expect(purposes({ newsletter: value })).toEqual(all('denied'));
  });

  it('that is not there leaves what the source calls unstated', () => {
    expect(purposes({})).toEqual(all('unknown'));
    expect(purposes({}, { ...consent, unstated: 'granted' }).ad_user_data).toBe('granted');
  });

  it('with another text is no consent, and says so', () => {
    const lead = leadOf({ newsletter: 'maybe later' }, { consent });
    expect(lead.consent.purposes).toEqual(all('unknown'));
    expect(noteCodes(lead)).toContain('consent: consent_unclear');
  });

  it('may follow a hidden zero of the same name', () => {
    expect(purposes({ newsletter: ['0', '1'] })).toEqual(all('granted'));
  });

  it('may be nested, or called consent where the source names none', () => {
    expect(
      purposes({ 'lead.consent.news': 'true' }, { ...consent, field: 'lead.consent.news' }),
    ).toEqual(all('granted'));
    expect(purposes({ consent: 'on' }, RULES.consent)).toEqual(all('granted'));
  });

  it('of a privacy notice alone grants nothing', () => {
    expect(purposes({ privacy_policy: 'on', gdpr: '1' }, RULES.consent)).toEqual(all('unknown'));
  });
});

describe('purposes that the sender states itself', () => {
  it('win over the box', () => {
    expect(
      purposes({
        newsletter: 'on',
        ad_user_data: 'denied',
        'consent.analytics_storage': 'granted',
      }),
    ).toEqual({ ...all('granted'), ad_user_data: 'denied' });
    expect(purposes({ 'lead.consent.marketing': 'true' }).marketing).toBe('granted');
    expect(purposes({ 'lead[consent][adPersonalization]': 'false' }).ad_personalization).toBe(
      'denied',
    );
  });

  it('are not meant by a department of that name', () => {
    expect(purposes({ 'team.marketing': 'yes' }).marketing).toBe('unknown');
    expect(purposes({ marketing: '12 people' }).marketing).toBe('unknown');
  });
});

it('keeps the wording and version that the visitor agreed to', () => {
  const lead = leadOf({ 'consent.text': 'I agree to…', 'consent.version': '2026-01' });
  expect(lead.consent).toMatchObject({ text: 'I agree to…', version: '2026-01' });
});
