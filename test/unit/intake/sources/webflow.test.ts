import { describe, expect, it } from '@jest/globals';
import { jsonSample, leadOf, reading, sample, samples, submissionOf } from './sample.ts';

describe('Webflow', () => {
  it('reads the fields by the names of the Designer, numbers as they were sent', async () => {
    const { values, kinds } = await submissionOf('webflow', sample('webflow/v2.json'));
    expect(values).toMatchObject({
      'Full Name': 'Marta Nowak',
      'Work Email': 'marta@wisla.example',
      'Phone Number': '48221234567',
      Newsletter: 'true',
      localeId: 'pl',
    });
    expect(kinds).toEqual({ 'Work Email': 'email' });
    expect(Object.keys(values)).not.toContain('schema.0.fieldName');
  });

  it('takes the submission id from the payload', async () => {
    expect(await submissionOf('webflow', sample('webflow/v2.json'))).toMatchObject({
      submissionId: '6321ca84df3949bfc6750001',
      formId: '65429eadebe8a9f3a30f0001',
      formName: 'Request a quote',
    });
  });

  it('reads the older body without an envelope', async () => {
    const v1 = sample('webflow/v1.json');
    expect(await submissionOf('webflow', v1)).toMatchObject({
      submissionId: '5f0c1b2a3d4e5f6a7b8c9d0e',
      formName: 'Newsletter',
      values: { Email: 'old@wisla.example', Name: 'Old Client' },
    });
    const { lead } = await leadOf('webflow', v1);
    expect(lead.person).toMatchObject({ fullName: 'Old Client' });
    expect(lead.person.website).toBeUndefined();
  });

  it('reads formResponse, as the Data API calls the fields', async () => {
    const formResponse = { Email: 'api@wisla.example' };
    const given = jsonSample({ id: 's1', displayName: 'Contact', formResponse });
    expect(await submissionOf('webflow', given)).toMatchObject({
      submissionId: 's1',
      formName: 'Contact',
      values: { Email: 'api@wisla.example' },
    });
  });

  it.each([
    { triggerType: 'site_publish', payload: { data: {} } },
    { triggerType: 'form_submission', payload: { name: 'x' } },
    { triggerType: 'form_submission', payload: 'text' },
  ])('does not take %j for a form', async (body) => {
    expect(await reading('webflow', jsonSample(body))).toMatchObject({ kind: 'unmappable' });
  });

  it.each(samples(['webflow/v2.json', 'webflow/v1.json'], 'webflow'))(
    'makes a lead without problems of $file',
    async (given) => {
      const { lead, problems } = await leadOf('webflow', given);
      expect(problems).toEqual([]);
      expect(lead.submission.id).toMatch(/^[0-9a-f]{24}$/);
    },
  );
});
