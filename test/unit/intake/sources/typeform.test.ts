import { describe, expect, it } from '@jest/globals';
import { jsonSample, leadOf, reading, sample, samples, submissionOf } from './sample.ts';

const everyType = sample('typeform/every-answer-type.json');

describe('Typeform', () => {
  it('reads answers of every type under the key that stays when a question is reworded', async () => {
    const { values } = await submissionOf('typeform', everyType);
    expect(values).toMatchObject({
      ref_first: 'Noor',
      ref_mail: 'noor@polder.example',
      ref_phone: '+31201234567',
      ref_size: '51-200',
      ref_topics: ['Pricing', 'Security', 'Hosting'],
      ref_other: 'A podcast',
      f7: 'https://polder.example',
      ref_terms: 'true',
      ref_rating: '4',
      ref_start: '2026-04-01',
      ref_brief: 'https://files.example/brief.pdf',
      'ref_pay.amount': '$10.00',
    });
  });

  it('labels answers with their question, also inside a group', async () => {
    const { labels } = await submissionOf('typeform', everyType);
    expect(labels).toMatchObject({ ref_mail: 'Work e-mail', f7: 'Website' });
  });

  it('keeps the response token as the submission id, and the form with its name', async () => {
    const { submissionId, formId, formName } = await submissionOf('typeform', everyType);
    expect({ submissionId, formId, formName }).toEqual({
      submissionId: 'tok-5d1f0c7a9b',
      formId: 'Qw7Lm2',
      formName: 'Book a demo',
    });
  });

  it('keeps reckoning of the form apart from what the visitor said', async () => {
    const { values } = await submissionOf('typeform', everyType);
    expect(values).toMatchObject({
      'variables-name': 'segment-b',
      'variables-score': '12',
      'calculated.score': '12',
    });
    const { lead } = await leadOf('typeform', everyType);
    expect(lead.person.fullName).toBe('Noor');
  });

  it('makes a lead with the campaign of the hidden fields', async () => {
    const { lead, problems } = await leadOf('typeform', everyType);
    expect(problems).toEqual([]);
    expect(lead.person).toMatchObject({
      email: { normalised: 'noor@polder.example' },
      phone: { e164: '+31201234567' },
      companySize: 51,
    });
    expect(lead.attribution.utm).toMatchObject({
      utm_source: 'google',
      utm_campaign: 'spring-launch',
    });
    expect(lead.attribution.clickIds).toEqual({ gclid: 'EAIaIQobCh-mixedCASE' });
  });

  it('understands questions that greet, and those that repeat an earlier answer', async () => {
    const fields = [
      { id: 'f', title: "Hi, what's your *first name*?" },
      { id: 'l', title: 'And your last name, {{field:f}}?' },
      { id: 'w', title: 'You came from {{hidden:utm_source}}: why?' },
    ];
    const text = (id: string, value: string) => ({ type: 'text', text: value, field: { id } });
    const answers = [text('f', 'Lian'), text('l', 'Wu'), text('w', 'By chance')];
    const given = jsonSample({ form_response: { definition: { fields }, answers } });
    const { lead } = await leadOf('typeform', given);
    expect(lead.person).toMatchObject({ firstName: 'Lian', lastName: 'Wu' });
    expect(lead.attribution.utm).toEqual({});
    expect(lead.extra).toMatchObject({ w: 'By chance' });
  });

  it('does not take the holder of a card for the visitor', async () => {
    const field = { id: 'p', type: 'payment', ref: 'pay' };
    const payment = { amount: '10.00', last4: '1234', name: 'Card Holder', success: true };
    const answers = [
      { type: 'text', text: 'Ada Byron', field: { id: 'n', type: 'short_text', ref: 'name' } },
      { type: 'payment', payment, field },
    ];
    const { lead } = await leadOf('typeform', jsonSample({ form_response: { answers } }));
    expect(lead.person.fullName).toBe('Ada Byron');
    expect(lead.extra).toMatchObject({ 'pay.name': 'Card Holder' });
  });

  it('reads a response that Pipedream passes on', async () => {
    const field = { id: 'e', type: 'email', ref: 'e' };
    const answers = [{ type: 'email', email: 'ada@example.com', field }];
    const webhook = { event_type: 'form_response', form_response: { token: 't1', answers } };
    const given = jsonSample({ form_id: 'f1', token: 't1', raw_webhook_event: webhook });
    const { lead } = await leadOf('typeform', given);
    expect(lead.submission.id).toBe('t1');
    expect(lead.person.email?.normalised).toBe('ada@example.com');
  });

  it('ignores a partial response, which is no lead yet', async () => {
    expect(await reading('typeform', sample('typeform/partial.json'))).toMatchObject({
      kind: 'ignored',
      reason: 'partial',
      submissionId: 'tok-5d1f0c7a9b',
    });
  });

  it.each([
    {},
    { event_type: 'form_response' },
    { event_type: 'form_response', form_response: 'text' },
    { form_response: [] },
  ])('says what is missing in %j', async (body) => {
    const read = await reading('typeform', jsonSample({ ...body, more: 1 }));
    expect(read).toMatchObject({ kind: 'unmappable' });
  });

  it('reads past members of the wrong shape', async () => {
    const body = {
      form_response: { token: 7, answers: [null, 'x', { type: 'email', email: {} }] },
    };
    expect(await submissionOf('typeform', jsonSample(body))).toMatchObject({ submissionId: '7' });
  });

  it.each(samples(['typeform/every-answer-type.json'], 'typeform'))(
    'finds the e-mail address in $file',
    async (given) => {
      const read = await reading('typeform', given);
      if (read.kind === 'submission') {
        const { lead } = await leadOf('typeform', given);
        expect(lead.person.email?.normalised).toContain('@');
      } else {
        expect(read).toMatchObject({ kind: 'ignored', reason: 'partial' });
      }
    },
  );
});
