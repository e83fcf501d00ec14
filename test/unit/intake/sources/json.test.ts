import { describe, expect, it } from '@jest/globals';
import { jsonSample, leadOf, reading, sample, samples, submissionOf } from './sample.ts';

describe('Any JSON, form or Zapier sender', () => {
  it('flattens records to dotted keys and keeps every member', async () => {
    const { values, submissionId } = await submissionOf('json', sample('json/wrapped.json'));
    expect(values).toEqual({
      'data.email': 'w@example.com',
      'data.name': 'Wrapped',
      'fields.company': 'Acme',
      tags: ['a', 'b'],
      empty: '',
    });
    expect(submissionId).toBe('90071992547409931234');
  });

  it('understands fields inside wrappers', async () => {
    const { lead, problems } = await leadOf('json', sample('json/wrapped.json'));
    expect(problems).toEqual([]);
    expect(lead.person).toMatchObject({
      email: { normalised: 'w@example.com' },
      fullName: 'Wrapped',
      company: 'Acme',
    });
  });

  it('understands the double underscores of Zapier', async () => {
    const { lead } = await leadOf('json', sample('json/zapier.txt'));
    expect(lead.person.company).toBe('Zed Ltd');
    expect(lead.attribution.utm).toMatchObject({ utm_campaign: 'q2' });
  });

  it('takes the submission id from the Idempotency-Key header before any member', async () => {
    const headers = { 'idempotency-key': ' run-17 ' };
    const { submissionId } = await submissionOf('json', sample('json/wrapped.json'), headers);
    expect(submissionId).toBe('run-17');
  });

  it('takes the submission id that Framer and Standard Webhooks state in a header', async () => {
    const given = jsonSample({ email: 'a@example.com' });
    const framer = { 'framer-webhook-submission-id': 'f47ac10b' };
    expect((await submissionOf('json', given, framer)).submissionId).toBe('f47ac10b');
    const signed = { 'webhook-signature': 'v1,x', 'webhook-timestamp': '1614265330' };
    const message = { ...signed, 'webhook-id': 'msg_1' };
    expect((await submissionOf('json', given, message)).submissionId).toBe('msg_1');
    // Alone it may name the webhook, and would make every further lead a repetition.
    const named = { 'webhook-id': 'my-webhook' };
    expect((await submissionOf('json', given, named)).submissionId).toBeUndefined();
  });

  it('takes no entry for the same because another site has counted as far', async () => {
    const given = jsonSample({ entry_id: '812', email: 'a@example.com' });
    expect((await submissionOf('json', given)).submissionId).toBeUndefined();
  });

  it('reads the values that WPForms joins as several, and leaves those of others', async () => {
    const given = jsonSample({ interests: 'CRM||Routing' });
    const headers = { 'x-wpforms-webhook-id': '12_1' };
    expect((await submissionOf('json', given, headers)).values).toEqual({
      interests: ['CRM', 'Routing'],
    });
    expect((await submissionOf('json', given)).values).toEqual({ interests: 'CRM||Routing' });
    const message = jsonSample({ message: 'First||second' });
    expect((await submissionOf('json', message, headers)).values).toEqual({
      message: 'First||second',
    });
  });

  it('does not take the parts of an answer for the whole of it', async () => {
    const value = { first: 'Ann', last: 'Lee' };
    const given = jsonSample({ who: { label: 'Name', value }, email: 'a@example.com' });
    const { labels } = await submissionOf('json', given);
    expect(labels['who.first']).toBeUndefined();
  });

  it('reads lists of named answers and pairs of label and value', async () => {
    const { values, labels } = await submissionOf('json', sample('json/named-rows.json'));
    expect(values).toEqual({
      'questions.q1': 'rows@example.com',
      'questions.q2': 'Rows Ltd',
      'properties.country': 'NL',
    });
    expect(labels).toMatchObject({ 'questions.q1': 'Work email', 'properties.country': 'Country' });
    const { lead } = await leadOf('json', sample('json/named-rows.json'));
    expect(lead.person).toMatchObject({ company: 'Rows Ltd', country: 'NL' });
  });

  it('keeps records in a list that are no answers under their number', async () => {
    const given = jsonSample({ email: 'a@example.com', guests: [{ age: 3 }, { age: 4 }] });
    expect((await submissionOf('json', given)).values).toMatchObject({
      'guests.0.age': '3',
      'guests.1.age': '4',
    });
  });

  it('reads a record that shadows the words of JavaScript', async () => {
    const given = jsonSample({ hasOwnProperty: '1', toString: 'z', email: 'a@example.com' });
    expect((await submissionOf('json', given)).values).toMatchObject({ hasOwnProperty: '1' });
  });

  it.each(samples(['json/wrapped.json', 'json/named-rows.json', 'json/zapier.txt'], 'zapier'))(
    'finds the e-mail address in $file',
    async (given) => {
      const { problems } = await leadOf('json', given);
      expect(problems).toEqual([]);
    },
  );

  it.each([...samples(['json/wrapped.json'], 'make'), ...samples([], 'contactform7')])(
    'finds the e-mail address in $file',
    async (given) => {
      const { lead } = await leadOf('json', given);
      expect(lead.person.email?.normalised).toContain('@');
    },
  );

  it('has nothing to read in a record without fields', async () => {
    const read = await reading('json', jsonSample({ submission_id: 'x' }));
    expect(read).toMatchObject({ kind: 'unmappable' });
  });
});
