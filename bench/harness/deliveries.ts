import { createHmac, randomInt, randomUUID } from 'node:crypto';

/** What senders post. Each call makes another submission of another person. */
export type Delivery = { headers: Record<string, string>; body: Buffer };

/** The secret that the signed source of the benchmarks shares with its sender. */
export const SIGNING_SECRET = 'only-for-benchmarks';

const BODY_BYTES = 800;

const FIRST_NAMES = ['Ada', 'Grace', 'Zoë', 'Jürgen', 'María', 'Tomasz', 'Amélie', 'Priya'];
const LAST_NAMES = ['Lovelace', 'Hopper', 'van den Berg', 'Müller', 'Okafor', 'Nowak', 'da Silva'];
const COMPANIES = ['Harbour Instruments', 'Nordlicht GmbH', 'Atelier Blanc', 'Kestrel & Sons'];
const COUNTRIES = ['Germany', 'United Kingdom', 'France', 'Brasil', 'ZA'];
const SIZES = ['1-10', '11-50', '51-200', '201-1000'];
const WORDS = `we would like to see how your product handles orders from three shops with one stock
  and whether it can be tried before the summer because the present contract ends in july`.split(
  /\s+/u,
);

export const deliveries: Record<string, () => Delivery> = {
  /** A vendor's webhook: JSON, signed over its bytes. */
  signed: () => {
    const body = jsonOfSize({ submission_id: randomUUID(), ...person() });
    const signature = createHmac('sha256', SIGNING_SECRET).update(body).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${signature}`,
    };
    return { headers, body };
  },
  /** A visitor's browser: not signed, so limits, spam signs and the message's senders count. */
  browser: () => ({
    headers: {
      'content-type': 'application/json',
      origin: 'https://www.example.com',
      referer: 'https://www.example.com/demo?utm_source=google',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
    body: jsonOfSize(person()),
  }),
  /** A partner's system, as the sample company's sources.yaml describes it. */
  referral: () => {
    const { email, first_name, last_name, company, country } = person();
    const contact = { email, given_name: first_name, family_name: last_name };
    const organisation = { name: company, employees: 40, country };
    const referral = { id: randomUUID(), note: 'Asked for a demo at the fair.' };
    const body = Buffer.from(JSON.stringify({ referral, contact, organisation }));
    return { headers: { 'content-type': 'application/json' }, body };
  },
};

function person(): Record<string, string> {
  const id = randomUUID();
  return {
    first_name: oneOf(FIRST_NAMES),
    last_name: oneOf(LAST_NAMES),
    email: `${id.slice(0, 8)}@harbour-${id.slice(9, 13)}.com`,
    phone: `+49 30 ${randomInt(1_000_000, 9_999_999)}`,
    company: oneOf(COMPANIES),
    company_size: oneOf(SIZES),
    country: oneOf(COUNTRIES),
    consent: 'yes',
    page_url: `https://www.example.com/demo?utm_source=google&utm_medium=cpc&gclid=${id}`,
    referrer: 'https://www.google.com/',
    utm_source: 'google',
    utm_medium: 'cpc',
    utm_campaign: 'summer-demo',
    gclid: id,
  };
}

/** The message is as long as makes the body 800 bytes. */
function jsonOfSize(fields: Record<string, string>): Buffer {
  const without = Buffer.byteLength(JSON.stringify({ ...fields, message: '' }));
  let message = '';
  while (message.length < BODY_BYTES) message += `${oneOf(WORDS)} `;
  const text = message.slice(0, Math.max(0, BODY_BYTES - without - 1));
  return Buffer.from(JSON.stringify({ ...fields, message: `${text}.` }));
}

function oneOf(values: readonly string[]): string {
  return values[randomInt(values.length)] ?? '';
}
