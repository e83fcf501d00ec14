import { createHmac } from 'node:crypto';
import { FORM, JSON_TYPE, ORIGIN, type Sample } from './sample.ts';

/** What form vendors post, signed as each of them signs. */

export function typeform(secret: string): Sample {
  const body = JSON.stringify({
    event_id: '01DEMOTYPEFORM',
    event_type: 'form_response',
    form_response: {
      form_id: 'lT4Z3j',
      token: 'd3m0a12ec67a1365927098a606107fac',
      submitted_at: '2026-11-22T18:17:02Z',
      hidden: { utm_source: 'linkedin', utm_medium: 'paid-social', utm_campaign: 'webinar-42' },
      definition: { id: 'lT4Z3j', title: 'Webinar', fields: [] },
      answers: [
        {
          type: 'text',
          text: 'Rosa Quispe',
          field: typeformField('DlXF', 'short_text', 'full_name'),
        },
        {
          type: 'email',
          email: 'rosa@andes-logistica.example.com',
          field: typeformField('SMEU', 'email', 'email'),
        },
        {
          type: 'choice',
          choice: { label: 'Peru' },
          field: typeformField('k6TP', 'dropdown', 'country'),
        },
        { type: 'number', number: 240, field: typeformField('WOTD', 'number', 'employees') },
      ],
    },
  });
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  return {
    person: 'Rosa Quispe',
    sender: 'Typeform',
    source: 'webinar-typeform',
    headers: { 'content-type': JSON_TYPE, 'typeform-signature': `sha256=${signature}` },
    body,
    expect: { market: 'international', owners: ['Dora Almeida'], known: false, ends: 'complete' },
  };
}

/** Webflow sends phone numbers as JSON numbers and signs its time stamp in milliseconds. */
export function webflow(secret: string, nowMs: number): Sample {
  const body = JSON.stringify({
    triggerType: 'form_submission',
    payload: {
      name: 'Pricing',
      siteId: '65427cf400e02b306eaa049c',
      data: {
        'First Name': 'Zoe',
        'Last Name': 'Carter',
        email: 'zoe.carter@carter-robotics.example.com',
        'Phone Number': 14155550123,
        Country: 'USA',
        'Company Size': '51-200',
        utm_source: 'google',
        utm_medium: 'cpc',
        gclid: 'Cj0KCQdemo',
      },
      submittedAt: '2026-11-22T12:35:16.117Z',
      id: '6321ca84df3949bfc675demo',
      formId: '65429eadebe8a9f3a30f62d0',
    },
  });
  return {
    person: 'Zoe Carter',
    sender: 'Webflow',
    source: 'pricing-webflow',
    headers: {
      'content-type': JSON_TYPE,
      'x-webflow-timestamp': String(nowMs),
      'x-webflow-signature': createHmac('sha256', secret).update(`${nowMs}:${body}`).digest('hex'),
    },
    body,
    expect: { market: 'north-america', owners: ['Dora Almeida'], known: false, ends: 'complete' },
  };
}

/** No UTM field at all: the campaign stands in the page's address only. */
export function elementor(): Sample {
  const body = new URLSearchParams([
    ['form[id]', 'c1d6fde'],
    ['form[name]', 'Contato'],
    ...elementorField('name', 'text', 'Seu nome', 'João Pereira'),
    ...elementorField('email', 'email', 'Seu melhor email', 'joao@pereira-agro.example.com'),
    ...elementorField('phone', 'text', 'Whatsapp', '(85) 98769-6383'),
    ['meta[page_url][title]', 'Page URL'],
    [
      'meta[page_url][value]',
      `${ORIGIN}.br/aberta/?utm_source=ig&utm_campaign=organico&fbclid=abcDEF`,
    ],
    ['meta[remote_ip][title]', 'Remote IP'],
    ['meta[remote_ip][value]', '2001:db8:512a::1'],
    ['meta[user_agent][title]', 'User Agent'],
    ['meta[user_agent][value]', 'Mozilla/5.0 (Linux; Android 10; K)'],
  ]).toString();
  return {
    person: 'João Pereira',
    sender: 'Elementor',
    source: 'brazil-elementor',
    headers: { 'content-type': FORM },
    body,
    expect: { market: 'international', owners: ['Dora Almeida'], known: false, ends: 'complete' },
  };
}

function elementorField(
  id: string,
  type: string,
  title: string,
  value: string,
): [string, string][] {
  const members = { id, type, title, value, raw_value: value, required: '1' };
  return Object.entries(members).map(([key, text]) => [`fields[${id}][${key}]`, text]);
}

export function tally(secret: string): Sample {
  const body = JSON.stringify({
    eventId: 'f20b08cc-demo',
    eventType: 'FORM_RESPONSE',
    createdAt: '2026-11-22T18:27:06.835Z',
    data: {
      responseId: 'LQdemo',
      submissionId: 'LQdemo',
      formId: 'mV425y',
      formName: 'Updates',
      fields: [
        tallyField('question_1', 'Name', 'INPUT_TEXT', 'Aoife Byrne'),
        tallyField('question_2', 'Work email', 'INPUT_EMAIL', 'aoife@byrne-energy.example.com'),
        tallyField(
          'question_3',
          'Country',
          'DROPDOWN',
          ['o-ie'],
          [
            { id: 'o-gb', text: 'United Kingdom' },
            { id: 'o-ie', text: 'Ireland' },
          ],
        ),
        tallyField('question_4_a', 'utm_source', 'HIDDEN_FIELDS', 'newsletter'),
        tallyField('question_4_b', 'utm_campaign', 'HIDDEN_FIELDS', '{{campaign.name}}'),
      ],
    },
  });
  return {
    person: 'Aoife Byrne',
    sender: 'Tally',
    source: 'newsletter-tally',
    headers: {
      'content-type': JSON_TYPE,
      'tally-signature': createHmac('sha256', secret).update(body).digest('base64'),
    },
    body,
    expect: {
      market: 'uk-ireland',
      owners: ['Ewan Clarke', 'Chidi Okafor'],
      known: false,
      ends: 'complete',
    },
  };
}

export function gravityForms(): Sample {
  return {
    person: 'Sipho Dlamini',
    sender: 'Gravity Forms',
    source: 'south-africa-gravity',
    headers: { 'content-type': JSON_TYPE },
    body: JSON.stringify({
      1: 'Sipho Dlamini',
      3: '0610029259',
      4: 'sipho@dlamini-mining.example.com',
      10: 'Please call after 14:00',
      12: 'ZA',
      id: '3234',
      form_id: '1',
      date_created: '2026-11-22 13:37:20',
      ip: '203.0.113.9',
      source_url: `${ORIGIN}/contact/?utm_source=google&utm_medium=cpc&gclid=abcDemo`,
      user_agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
      status: 'active',
    }),
    expect: {
      market: 'international',
      owners: ['Ben Huber', 'Chidi Okafor', 'Dora Almeida'],
      known: false,
      ends: 'complete',
    },
  };
}

/** The one that fails on purpose: the market's channel and the fallback are archived. */
export function partner(token: string): Sample {
  return {
    person: 'Mei Tanaka',
    sender: 'Partner API (JSON)',
    source: 'partner-api',
    headers: { 'content-type': JSON_TYPE, authorization: `Bearer ${token}` },
    body: JSON.stringify({
      referral: { id: 'ref-2026-118', note: '2,400 people, three sites' },
      contact: {
        email: 'mei.tanaka@tanaka-steel.example.com',
        given_name: 'Mei',
        family_name: 'Tanaka',
        phone: '+81 3-1234-5678',
      },
      organisation: { name: 'Tanaka Steel', employees: 2400, country: 'Japan' },
    }),
    expect: {
      market: 'enterprise',
      owners: ['Ada Brandt', 'Ewan Clarke'],
      known: false,
      ends: 'dead',
    },
  };
}

export function googleAdsTest(key: string): Sample {
  const { body, ...sample } = googleAds(key);
  return {
    ...sample,
    person: 'Google test lead',
    body: JSON.stringify({ ...JSON.parse(body), lead_id: 'TeSt_LeAd_iD', is_test: true }),
    expect: { ends: 'refused' },
  };
}

export function googleAds(key: string): Sample {
  const columns = {
    FULL_NAME: 'Noah Martin',
    EMAIL: 'noah@martin-atelier.example.com',
    PHONE_NUMBER: '+33142685300',
    COUNTRY: 'France',
  };
  return {
    person: 'Noah Martin',
    sender: 'Google Ads lead form',
    source: 'google-ads-leads',
    headers: { 'content-type': JSON_TYPE },
    body: JSON.stringify({
      lead_id: 'CiQKdemo4711',
      user_column_data: Object.entries(columns).map(([column_id, string_value]) => ({
        column_id,
        string_value,
      })),
      api_version: '1.0',
      form_id: 123456789,
      campaign_id: 987654321,
      google_key: key,
      is_test: false,
      gcl_id: 'Cj0KCQdemoLeadForm',
    }),
    expect: { market: 'international', owners: ['Chidi Okafor'], known: false, ends: 'complete' },
  };
}

function typeformField(id: string, type: string, ref: string) {
  return { id, type, ref };
}

function tallyField(
  key: string,
  label: string,
  type: string,
  value: unknown,
  options?: { id: string; text: string }[],
) {
  return { key, label, type, value, ...(options && { options }) };
}
