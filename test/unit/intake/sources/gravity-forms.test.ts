import { describe, expect, it } from '@jest/globals';
import { jsonSample, leadOf, reading, sample, samples, submissionOf } from './sample.ts';

const all = sample('gravity-forms/all-fields.json');

describe('Gravity Forms', () => {
  it('keeps numeric ids and their parts as keys, and no bookkeeping', async () => {
    const { values, kinds } = await submissionOf('gravity-forms', all);
    expect(values).toEqual({
      '1.2': '',
      '1.3': 'Tomás',
      '1.4': '',
      '1.6': 'Vega',
      '1.8': '',
      '2': 'tomas@sierra.example',
      '3': '+34911234567',
      '4.1': 'Consulting',
      '4.2': '',
      '4.3': 'Training',
      '5': 'Please call',
      source_url: 'https://www.example.org/quote/?utm_source=bing&utm_medium=cpc&msclkid=m-Click-1',
    });
    expect(kinds).toEqual({ '1.3': 'firstName', '1.6': 'lastName', '2': 'email' });
  });

  it('makes the submission id of form and entry, since entries count in each form', async () => {
    const { submissionId, formId, context } = await submissionOf('gravity-forms', all);
    expect({ submissionId, formId }).toEqual({ submissionId: '12:901', formId: '12' });
    expect(context).toEqual({ ip: '198.51.100.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' });
  });

  it('recovers the campaign from source_url', async () => {
    const { lead, problems } = await leadOf('gravity-forms', all);
    expect(problems).toEqual([]);
    expect(lead.person).toMatchObject({ firstName: 'Tomás', lastName: 'Vega' });
    expect(lead.attribution).toMatchObject({
      utm: { utm_source: 'bing', utm_medium: 'cpc' },
      clickIds: { msclkid: 'm-Click-1' },
      utmFrom: 'source_url',
    });
    expect(lead.attribution.pageUrl).toContain('https://www.example.org/quote/');
  });

  it('follows the map of the source for what numbers cannot say', async () => {
    const { lead } = await leadOf('gravity-forms', all, { fields: { phone: '3', message: '5' } });
    expect(lead.person.phone?.e164).toBe('+34911234567');
    expect(lead.message).toBe('Please call');
  });

  it('reads selected fields under keys of the user, urlencoded', async () => {
    const given = sample('gravity-forms/selected-fields.txt');
    expect(await submissionOf('gravity-forms', given)).toMatchObject({
      submissionId: '12:902',
      values: { your_email: 'lia@sierra.example', company: 'Sierra SL' },
    });
  });

  it("knows the entry by the user's key entry_id", async () => {
    const given = jsonSample({ form_id: 3, entry_id: '44', email: 'lia@sierra.example' });
    expect((await submissionOf('gravity-forms', given)).submissionId).toBe('3:44');
  });

  it('takes no key of the user for bookkeeping', async () => {
    const given = jsonSample({ form_id: 1, id: 2, status: 'Customer', currency: 'EUR' });
    const { values } = await submissionOf('gravity-forms', given);
    expect(values).toEqual({ status: 'Customer', currency: 'EUR' });
  });

  it('does not take a group of checkboxes for a name', async () => {
    const given = jsonSample({ '4.1': 'a', '4.3': 'b', '4.6': 'c', form_id: 1, id: 2 });
    expect((await submissionOf('gravity-forms', given)).kinds).toEqual({});
  });

  it('says so when an entry has no fields', async () => {
    const read = await reading('gravity-forms', jsonSample({ id: '1', form_id: '2' }));
    expect(read).toMatchObject({ kind: 'unmappable' });
  });

  it.each(samples(['gravity-forms/all-fields.json'], 'gravityforms'))(
    'makes a lead of $file whose id names form and entry',
    async (given) => {
      const { lead } = await leadOf('gravity-forms', given);
      expect(lead.submission.id).toMatch(/^\d+:\d+$/);
      expect(lead.visitor.ip).toEqual(expect.any(String));
    },
  );
});
