import { FORM, JSON_TYPE, ORIGIN, type Sample } from './sample.ts';

/** What the company's own pages post. */

/** A plain HTML form. Blanks, `%20` twice and mixed case are what such forms really carry. */
export function htmlForm(): Sample {
  const body = new URLSearchParams({
    first_name: 'Lena',
    last_name: 'Hofer & Söhne',
    email: ' Lena.Hofer@Hofer-Maschinen.EXAMPLE.com ',
    phone: '+49 (0)30 123456',
    company: 'Hofer Maschinen GmbH',
    country: 'Deutschland',
    message: 'Line 1\r\nWe need 100% "ok" routing for 3 plants',
    interest: 'demo',
    consent: 'on',
    utm_source: 'Facebook ',
    utm_medium: 'Paid Social',
    utm_campaign: 'spring%20launch',
    fbclid: 'IwAR0demoCaseSensitive',
    page_url: `${ORIGIN}/lp?utm_source=Facebook%20&fbclid=IwAR0demoCaseSensitive`,
    referrer: 'https://l.facebook.com/',
    _gotcha: '',
  }).toString();
  return {
    person: 'Lena Hofer',
    sender: 'HTML form',
    source: 'contact-page',
    headers: { 'content-type': FORM, origin: ORIGIN },
    body,
    expect: { market: 'dach', owners: ['Ada Brandt', 'Ben Huber'], known: false, ends: 'complete' },
  };
}

/** The page's own script, by fetch. The CRM knows her, and whose she is. */
export function knownByFetch(): Sample {
  const url = `${ORIGIN}/pricing?utm_source=google&utm_medium=cpc&utm_campaign=brand-q4&gclid=EAIaIQdemo&gad_source=1`;
  return {
    person: 'Grace Whitfield',
    sender: 'fetch (JSON)',
    source: 'contact-page',
    headers: { 'content-type': JSON_TYPE, origin: ORIGIN },
    body: JSON.stringify({
      lead: {
        email: 'grace@whitfield-foods.example.com',
        name: 'Grace Whitfield',
        company: 'Whitfield Foods',
        country: 'GB',
        message: 'We would like to talk about the renewal.',
        consent: true,
      },
      context: {
        page: { url, title: 'Pricing', referrer: 'https://www.google.com/' },
        first_touch: { utm_source: 'newsletter', utm_medium: 'email', ts: '2026-01-01T00:00:00Z' },
        cookies: {
          _ga: 'GA1.1.1194072907.1685136322',
          _ga_ABC123: 'GS2.1.s1763819000$o4$g1$t1763819456$j60$l0$h0',
          _fbp: 'fb.1.1763819000123.1098115397',
        },
        locale: 'en-GB',
      },
      submission_id: '0190f3a0-0000-7000-8000-00000000d001',
    }),
    expect: { market: 'uk-ireland', owners: ['Ada Brandt'], known: true, ends: 'complete' },
  };
}

/** The same person, a moment later, through another form: one contact, one owner, one task. */
export function secondForm(): Sample {
  return {
    person: 'Noah Martin (again)',
    sender: 'HTML form',
    source: 'contact-page',
    headers: { 'content-type': FORM, origin: ORIGIN },
    body: new URLSearchParams({
      name: 'Noah Martin',
      email: 'noah@martin-atelier.example.com',
      message: 'I have just filled in your ad form; could you also send the price list?',
      consent: 'on',
    }).toString(),
    expect: { market: 'international', ends: 'complete', joins: true },
  };
}
