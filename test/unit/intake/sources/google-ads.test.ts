import { describe, expect, it } from '@jest/globals';
import { jsonSample, leadOf, reading, sample, samples, submissionOf } from './sample.ts';

const lead1 = sample('google-ads/lead.json');

describe('Google Ads lead forms', () => {
  it('makes a lead of the columns by their ids', async () => {
    const { lead, problems } = await leadOf('google-ads', lead1);
    expect(problems).toEqual([]);
    expect(lead).toMatchObject({
      submission: { id: 'CjwKCAlead-0001', formId: '40000000001' },
      person: {
        firstName: 'Aiko',
        lastName: 'Tanaka',
        email: { normalised: 'aiko@kumo.example' },
        phone: { e164: '+81312345678' },
        country: 'JP',
        company: 'Kumo KK',
        jobTitle: 'CTO',
        postalCode: '100-0001',
        city: 'Chiyoda',
        region: 'Tokyo',
      },
      attribution: { clickIds: { gclid: 'EAIaIQ-Gclid-01' } },
      extra: { QUESTION_2: '10' },
    });
  });

  it('keeps the ids of the campaign digit by digit', async () => {
    const { values } = await submissionOf('google-ads', lead1);
    expect(values).toMatchObject({
      campaign_id: '12345678901234567890',
      adgroup_id: '20000000001',
      creative_id: '30000000001',
    });
  });

  it('never keeps the shared key', async () => {
    expect(JSON.stringify(await reading('google-ads', lead1))).not.toContain('the-shared-key');
  });

  it.each([true, 'true', 1])('does not route a test lead (is_test: %p)', async (is_test) => {
    const given = jsonSample({ lead_id: 'T1', user_column_data: [], is_test });
    expect(await reading('google-ads', given)).toEqual({
      kind: 'ignored',
      reason: 'test',
      submissionId: 'T1',
      says: 'Test lead: answered, not routed.',
    });
  });

  it('routes a lead that says it is no test', async () => {
    const given = jsonSample({ lead_id: 'T1', user_column_data: [], is_test: false });
    expect(await reading('google-ads', given)).toMatchObject({ kind: 'submission' });
  });

  it('says so when the columns are missing', async () => {
    expect(await reading('google-ads', jsonSample({ lead_id: 'T1' }))).toMatchObject({
      kind: 'unmappable',
    });
  });

  it.each(samples(['google-ads/lead.json', 'google-ads/test-lead.json'], 'google-ads'))(
    'understands $file',
    async (given) => {
      const read = await reading('google-ads', given);
      expect(['submission', 'ignored']).toContain(read.kind);
      expect(JSON.stringify(read)).not.toContain('google_key');
    },
  );
});
