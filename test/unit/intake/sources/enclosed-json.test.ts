import { describe, expect, it } from '@jest/globals';
import { jsonSample, leadOf, type Sample, submissionOf } from './sample.ts';

function posted(fields: Record<string, string>): Sample {
  return {
    file: 'inline',
    body: Buffer.from(new URLSearchParams(fields).toString()),
    contentType: 'application/x-www-form-urlencoded',
  };
}

function jotform(request: object | string): Sample {
  return posted({
    formID: '241692120026345',
    submissionID: '5945194041717462825',
    formTitle: 'Contact us',
    webhookURL: 'https://intake.example/v1/sources/x?key=secret',
    username: 'us',
    pretty: 'Full Name:Bob Example, Email:other@example.com',
    ip: '203.0.113.7',
    rawRequest: typeof request === 'string' ? request : JSON.stringify(request),
  });
}

describe('Jotform', () => {
  it('makes a lead of the answers inside its raw request', async () => {
    const { lead, problems } = await leadOf(
      'json',
      jotform({
        slug: 'submit/241692120026345',
        q3_name: { prefix: 'Mr', first: 'Bob', last: 'de Vries' },
        q4_contactNumber: { full: '+31 20 1234567' },
        q5_emailAddress: 'bob@acme.example',
        q6_address: { addr_line1: '1 Main', city: 'Gouda', postal: '2801', country: 'Netherlands' },
        q7_products: ['CRM', 'Routing'],
        q8_message: 'Hello',
        q9_utmSource: 'google',
        q10_gclid: 'AbC',
        file: ['https://files.example/a.pdf'],
        website: '',
        path: '/submit/241692120026345',
      }),
    );
    expect(problems).toEqual([]);
    expect(lead).toMatchObject({
      submission: { id: '5945194041717462825', formId: '241692120026345', formName: 'Contact us' },
      person: {
        fullName: 'Bob de Vries',
        lastName: 'de Vries',
        email: { normalised: 'bob@acme.example' },
        phone: { e164: '+31201234567' },
        country: 'NL',
        city: 'Gouda',
        postalCode: '2801',
      },
      message: 'Hello',
      attribution: { utm: { utm_source: 'google' }, clickIds: { gclid: 'AbC' } },
      visitor: { ip: '203.0.113.7' },
      extra: { q7_products: ['CRM', 'Routing'], file: 'https://files.example/a.pdf' },
    });
  });

  it.each([
    [{ area: '415', phone: '555-2671', country: '1' }, '+1 415 555-2671'],
    [{ area: '415', phone: '555-2671' }, '415 555-2671'],
  ])('puts the parts of a telephone number together: %j', async (number, written) => {
    const { values } = await submissionOf('json', jotform({ q4_phone: number }));
    expect(values).toMatchObject({ q4_phone: written });
  });

  it('shows nobody the address of our own webhook, which may hold its key', async () => {
    const { values } = await submissionOf('json', jotform({ q5_email: 'bob@acme.example' }));
    expect(JSON.stringify(values)).not.toContain('secret');
  });

  it('is not what any raw request is', async () => {
    const body = { rawRequest: { email: 'ann@x.example', name: 'Ann Lee' } };
    const { lead } = await leadOf('json', jsonSample(body));
    expect(lead.person).toMatchObject({ fullName: 'Ann Lee' });
  });

  it('keeps a raw request that is cut as it came', async () => {
    const { lead } = await leadOf('json', jotform('{"q5_email": "bob'));
    expect(lead.extra).toMatchObject({ rawRequest: '{"q5_email": "bob' });
  });
});

describe('Unbounce', () => {
  it('reads the lists inside data.json, and never its XML', async () => {
    const answers = {
      name: ['Ann Lee'],
      email: ['ann@x.example'],
      interests: ['A', 'B'],
      page_uuid: ['u'],
    };
    const given = posted({
      page_uuid: 'u',
      page_url: 'https://lp.example/?utm_source=google&gclid=Q',
      'data.json': JSON.stringify(answers),
      'data.xml': '<form_data><email>other@x.example</email></form_data>',
    });
    const { lead, problems } = await leadOf('json', given);
    expect(problems).toEqual([]);
    expect(lead).toMatchObject({
      person: { fullName: 'Ann Lee', email: { normalised: 'ann@x.example' } },
      attribution: { utm: { utm_source: 'google' }, clickIds: { gclid: 'Q' } },
      extra: { interests: ['A', 'B'], page_uuid: 'u' },
    });
    expect(JSON.stringify(lead)).not.toContain('other@x.example');
  });
});
