import { describe, expect, it } from '@jest/globals';
import type { Source } from '../../../src/intake/source-settings.ts';
import { sourceSchema } from '../../../src/intake/source-settings.ts';
import { leadOf, made, noteCodes, posted, withFields } from './lead-fixture.ts';

describe('a browser form', () => {
  const { lead, problems } = made(
    posted(
      Object.fromEntries(
        new URLSearchParams(
          'first_name=Ada&last_name=O%27Neil+%26+S%C3%B6hne&email=+Ada.Oneil%40Acme.COM+&phone=%2B1+(415)+555-2671&company=S%C3%B6hne+GmbH&message=Line1%0D%0ALine2+100%25&utm_source=facebook+&utm_medium=Paid+Social&utm_campaign=summer%2Bsale%2520&fbclid=IwAR0test&page_url=https%3A%2F%2Fwww.acme.com%2Flp&referrer=https%3A%2F%2Fl.facebook.com%2F&_gotcha=&_ts=1770000000000&_redirect=%2Fthanks&consent=on&interest=a',
        ),
      ),
      { ip: '203.0.113.9', userAgent: 'Mozilla/5.0', locale: 'de-AT', timeZone: 'Europe/Vienna' },
    ),
  );

  it('becomes a lead with everything in its place', () => {
    expect(problems).toEqual([]);
    expect(lead.person).toEqual({
      email: {
        normalised: 'ada.oneil@acme.com',
        original: 'Ada.Oneil@Acme.COM',
        domain: 'acme.com',
        free: false,
        disposable: false,
        role: false,
      },
      phone: { original: '+1 (415) 555-2671', e164: '+14155552671', valid: true },
      firstName: 'Ada',
      lastName: "O'Neil & Söhne",
      fullName: "Ada O'Neil & Söhne",
      company: 'Söhne GmbH',
      companyDomain: 'acme.com',
      language: 'de',
    });
    expect(lead.message).toBe('Line1\nLine2 100%');
    expect(lead.consent.purposes.ad_user_data).toBe('granted');
    expect(lead.visitor).toEqual({
      ip: '203.0.113.9',
      userAgent: 'Mozilla/5.0',
      locale: 'de-AT',
      timeZone: 'Europe/Vienna',
    });
    expect(lead.attribution).toMatchObject({
      utm: { utm_source: 'facebook', utm_medium: 'paid social', utm_campaign: 'summer+sale' },
      clickIds: { fbclid: 'IwAR0test' },
      pageUrl: 'https://www.acme.com/lp',
      referrer: 'https://l.facebook.com/',
    });
  });

  it('keeps what no rule claimed, bookkeeping included', () => {
    expect(lead.extra).toEqual({
      _gotcha: '',
      _ts: '1770000000000',
      _redirect: '/thanks',
      consent: 'on',
      interest: 'a',
    });
    expect(lead.notes).toEqual([]);
  });
});

describe('what the visitor can mend', () => {
  it('is a required field that is missing', () => {
    const { problems } = made(posted({ 'your-email': ' ' }), {
      required: ['email', 'company', 'consent'],
    });
    expect(problems.map(({ field, code }) => [field, code])).toEqual([
      ['your-email', 'missing'],
      ['company', 'missing'],
      ['consent', 'missing'],
    ]);
    expect(problems[0]?.message).toBe('Please enter your e-mail address.');
  });

  it('is an e-mail address that is none, also where it is not required', () => {
    const { lead, problems } = made(posted({ email: 'ada@' }), { required: [] });
    expect(problems).toEqual([
      {
        field: 'email',
        code: 'invalid',
        message: 'This does not look like an e-mail address. Please check it for typing errors.',
      },
    ]);
    expect(lead.extra).toEqual({ email: 'ada@' });
  });

  it('is one problem, not two, when the required address is wrong', () => {
    expect(made(posted({ email: 'x' })).problems).toHaveLength(1);
  });

  it('is a value outside the accepted ones, by lead field or by own key', () => {
    const rules = {
      required: [],
      accepts: { country: ['DE', 'Austria'], topic: ['Sales', 'Support'] },
    };
    const problemsOf = (values: Record<string, string>) =>
      made(posted(values), rules).problems.map(({ field, code }) => `${field}: ${code}`);
    expect(problemsOf({ land: 'Deutschland', topic: ' sales ' })).toEqual([]);
    expect(problemsOf({ land: 'France', topic: 'Jobs' })).toEqual([
      'land: not_accepted',
      'topic: not_accepted',
    ]);
    expect(problemsOf({})).toEqual([]);
    expect(made(posted({ topic: 'Jobs' }), rules).problems[0]?.message).toBe(
      'Please choose one of: Sales, Support.',
    );
  });

  it('is never a telephone number that cannot be read', () => {
    const { lead, problems } = made(posted({ email: 'a@acme.de', phone: 'see my card' }), {
      required: ['email', 'phone'],
    });
    expect(problems).toEqual([]);
    expect(lead.person.phone).toEqual({ original: 'see my card', valid: false });
    expect(noteCodes(lead)).toEqual(['phone: phone_unreadable']);
  });

  it('is nothing when a name came in parts or as a whole', () => {
    const rules = { required: ['name' as const, 'lastName' as const] };
    expect(made(posted({ vorname: 'Ada', nachname: 'L' }), rules).problems).toEqual([]);
    expect(made(posted({ name: 'Ada' }), rules).problems).toEqual([]);
  });
});

describe('doubtful input', () => {
  it('with several addresses takes the first valid one and keeps all', () => {
    const lead = leadOf({ email: ['nonsense', 'a@acme.de', 'b@acme.de'] });
    expect(lead.person.email?.normalised).toBe('a@acme.de');
    expect(noteCodes(lead)).toEqual(['email: repeated']);
    expect(lead.extra['email']).toEqual(['nonsense', 'a@acme.de', 'b@acme.de']);
    expect(leadOf({ email: 'a@acme.de; b@acme.de' }).person.email?.normalised).toBe('a@acme.de');
  });

  it('with another field of the same meaning notes that', () => {
    const lead = leadOf({
      email: 'a@acme.de',
      phone: '',
      mobile: '+14155552671',
      company: 'A',
      firma: 'B',
    });
    expect(lead.person.phone?.e164).toBe('+14155552671');
    expect(lead.person.company).toBe('A');
    expect(lead.extra).toEqual({ firma: 'B' });
    expect(noteCodes(lead)).toEqual(['company: repeated']);
  });

  it('with nothing but numbered keys finds the one address', () => {
    const lead = leadOf({ '1': 'Sam', '4': 'sam@acme.de', '10': 'test' });
    expect(lead.person.email?.normalised).toBe('sam@acme.de');
    expect(noteCodes(lead)).toEqual(['email: guessed']);
    expect(leadOf({ '1': 'a@acme.de', '2': 'b@acme.de' }).person.email).toBeUndefined();
    expect(leadOf({ recommended_by: 'a@acme.de' }).person.email).toBeUndefined();
  });

  it('finds the one address among names that only speak of mail', () => {
    const lead = leadOf({ 'Name-kom': 'Sam', 'Email-kom': 'sam@acme.de' });
    expect(lead.person.email?.normalised).toBe('sam@acme.de');
    expect(noteCodes(lead)).toEqual(['email: guessed']);
    expect(leadOf({ friend_email_x: 'a@acme.de' }).person.email).toBeUndefined();
    expect(
      leadOf({ 'Email-kom': 'a@acme.de', 'Email-nu': 'b@acme.de' }).person.email,
    ).toBeUndefined();
  });

  it('asks for the address that was left empty, though another stands beside it', () => {
    const submission = posted({ email: '', 'Email-kom': 'b@acme.de' });
    expect(made(submission).problems).toMatchObject([{ field: 'email', code: 'missing' }]);
  });

  it('keeps the words behind what was translated', () => {
    const lead = leadOf({
      email: 'a@acme.de',
      country: 'Deutschland',
      company_size: '51-200',
      phone: '030 123456',
    });
    expect(lead.person).toMatchObject({
      country: 'DE',
      companySize: 51,
      phone: { e164: '+4930123456' },
    });
    expect(lead.extra).toEqual({ country: 'Deutschland', company_size: '51-200' });
  });

  it('notes what it cannot read and keeps it', () => {
    const lead = leadOf({ email: 'a@acme.de', country: 'Atlantis', website: 'none' });
    expect(noteCodes(lead)).toEqual(['country: unreadable', 'website: unreadable']);
    expect(lead.extra).toEqual({ country: 'Atlantis', website: 'none' });
  });

  it('notes a filled honeypot and keeps it', () => {
    const lead = leadOf({ email: 'a@acme.de', _gotcha: 'buy now' });
    expect(noteCodes(lead)).toEqual(['_gotcha: honeypot']);
    expect(lead.extra).toEqual({ _gotcha: 'buy now' });
  });

  it('cuts endless text with a note', () => {
    const lead = leadOf({
      email: 'a@acme.de',
      message: 'x'.repeat(70_000),
      other: 'y'.repeat(70_000),
    });
    expect(lead.message?.length).toBe(65_536);
    expect(noteCodes(lead)).toContain('message: truncated');
    expect(noteCodes(lead)).toContain('other: truncated');
  });

  it('cannot pollute anything with its keys', () => {
    const { lead } = made(
      withFields(
        { key: '__proto__', value: 'x' },
        { key: 'hasOwnProperty', value: '1' },
        { key: 'constructor.prototype.y', value: '2' },
        { key: 'email', value: 'a@acme.de' },
      ),
    );
    expect(Object.entries(lead.extra)).toEqual([
      ['__proto__', 'x'],
      ['hasOwnProperty', '1'],
      ['constructor.prototype.y', '2'],
    ]);
    expect(JSON.parse(JSON.stringify(lead.extra))).toHaveProperty(['hasOwnProperty'], '1');
    expect(Object.hasOwn(Object.prototype, 'y')).toBe(false);
  });

  it('with only a bad visitor address drops that', () => {
    expect(made(posted({ ip: 'unknown' }, {})).lead.visitor).toEqual({});
    expect(made(posted({}, { ip: '2001:db8::1' })).lead.visitor.ip).toBe('2001:db8::1');
  });
});

it("takes the visitor's country for a national number before the source's", () => {
  const lead = leadOf(
    { email: 'a@acme.de', phone: '0610029259', country: 'ZA' },
    { defaultCountry: 'US' },
  );
  expect(lead.person.phone?.e164).toBe('+27610029259');
});

it('knows the page by source_url, as WordPress plug-ins write it', () => {
  const lead = leadOf({
    email: 'a@acme.de',
    source_url: 'https://acme.de/?utm_source=google&gclid=abc',
  });
  expect(lead.attribution).toMatchObject({
    pageUrl: 'https://acme.de/?utm_source=google&gclid=abc',
    utmFrom: 'source_url',
    clickIds: { gclid: 'abc' },
  });
});

it("takes the vendor's own submission id", () => {
  const { lead } = made({
    submissionId: '5012345678901234567',
    formId: 'f',
    formName: 'Contact',
    fields: [],
    context: {},
  });
  expect(lead.submission).toEqual({ id: '5012345678901234567', formId: 'f', formName: 'Contact' });
});

it('reads a configured source as it stands', () => {
  const source: Source = {
    name: 'website',
    ...sourceSchema.parse({ vendor: 'form', defaultCountry: 'DE' }),
  };
  const { lead } = made(posted({ email: 'a@acme.de', tel: '030 123456' }), source);
  expect(lead.source).toBe('website');
  expect(lead.person.phone?.e164).toBe('+4930123456');
});
