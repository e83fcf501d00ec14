import { describe, expect, it } from '@jest/globals';
import { jsonSample, leadOf, reading, sample, samples, submissionOf } from './sample.ts';

const fetched = sample('fetch-1.json');

describe('A form in the visitor’s browser', () => {
  it('reads a plain HTML form, repeated keys as a list, and keeps no orders as data', async () => {
    const { values } = await submissionOf('form', sample('html-form-1.txt'));
    expect(values).toMatchObject({ first_name: 'Ada', interest: ['a', 'b'], consent: 'on' });
    expect(Object.keys(values)).not.toContain('_redirect');
    expect(Object.keys(values)).not.toContain('_ts');
  });

  it('reads what a script knows of the visit', async () => {
    const { context, submissionId, values } = await submissionOf('form', fetched);
    expect(submissionId).toBe('0190f3a0-0000-7000-8000-000000000001');
    expect(context).toMatchObject({
      referrer: 'https://www.google.com/',
      timeZone: 'Europe/Kyiv',
      locale: 'uk-UA',
      firstTouch: { utm_source: 'newsletter', landing: 'https://app.example.com/' },
      lastTouch: { gclid: 'EAIaIQ_test' },
    });
    expect(context.pageUrl).toContain('https://app.example.com/pricing?');
    expect(context.cookies).toMatchObject({ _fbp: 'fb.1.1554763741205.1098115397' });
    expect(values).toMatchObject({ email: 'f@example.com', 'consent.marketing': 'true' });
    expect(JSON.stringify(values)).not.toContain('DUMMY.TOKEN');
  });

  it('makes a lead of it with both touches, consent and click ids', async () => {
    const { lead, problems } = await leadOf('form', fetched);
    expect(problems).toEqual([]);
    expect(lead).toMatchObject({
      person: { email: { normalised: 'f@example.com' }, fullName: 'Fetch User' },
      consent: { purposes: { marketing: 'granted' }, version: '2026-01' },
      attribution: {
        clickIds: { gclid: 'EAIaIQ_test' },
        firstTouch: { utm: { utm_source: 'newsletter' } },
        ga: { clientId: '1234567890.1700000000', sessionId: '1700000123' },
      },
    });
  });

  it('reads the same members written as names of an HTML form', async () => {
    const body = Buffer.from(
      'email=a@example.com&context[page][url]=https://www.example.com/&context[first_touch][utm_source]=x&anti_bot[honeypot]=bot',
    );
    const contentType = 'application/x-www-form-urlencoded';
    const read = await submissionOf('form', { file: 'inline', body, contentType });
    expect(read.context).toEqual({
      pageUrl: 'https://www.example.com/',
      firstTouch: { utm_source: 'x' },
    });
    expect(read.values).toEqual({ email: 'a@example.com', 'anti_bot.honeypot': 'bot' });
  });

  it('keeps what a page says of the visit beyond the known members', async () => {
    const { values } = await submissionOf('form', fetched);
    expect(values).toMatchObject({ 'context.page.title': 'Pricing' });
  });

  it('leaves a field of its own called lead or context alone', async () => {
    const given = jsonSample({ email: 'a@example.com', lead: 'from a fair', context: 'booth 4' });
    const { values } = await submissionOf('form', given);
    expect(values).toMatchObject({ lead: 'from a fair', context: 'booth 4' });
  });

  it('says so when no field came', async () => {
    const read = await reading('form', jsonSample({ submission_id: 'x' }));
    expect(read).toMatchObject({ kind: 'unmappable' });
  });

  it.each([
    ...samples(['html-form-1.txt', 'html-form-2-multipart.txt', 'beacon-1.txt'], 'html-form'),
    ...samples(['fetch-1.json'], 'beacon'),
  ])('makes a lead without problems of $file', async (given) => {
    const { lead, problems } = await leadOf('form', given);
    expect(problems).toEqual([]);
    expect(lead.attribution.utmFrom).not.toBe('none');
  });
});
