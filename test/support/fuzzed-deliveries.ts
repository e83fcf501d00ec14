import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { Vendor } from '../../src/intake/source-settings.ts';
import { mutatedBodies } from './mutated-bodies.ts';
import { type SenderBody, senderBodies } from './sender-bodies.ts';

/** One post to a source of the sample company. */
export type Delivery = {
  source: string;
  body: Buffer;
  headers: Record<string, string>;
};

/** The sample company's source of each vendor. */
const SOURCE_OF: Record<Vendor, string> = {
  form: 'contact-page',
  json: 'partner-api',
  typeform: 'webinar-typeform',
  webflow: 'pricing-webflow',
  elementor: 'brazil-elementor',
  tally: 'newsletter-tally',
  'gravity-forms': 'south-africa-gravity',
  'google-ads': 'google-ads-leads',
};
const VENDORS = Object.keys(SOURCE_OF) as Vendor[];

/** Keys with a meaning to some adapter or to leadline. */
const KEYS =
  `email name message phone country company consent utm_source utm_campaign gclid page_url context
  lead cookies first_touch anti_bot form_response answers field ref type text definition hidden
  payload data triggerType fields[a][value] fields[a][type] form[id] meta[page_url][value] eventType
  options key label value id form_id source_url 1.3 1.6 user_column_data column_id string_value
  lead_id google_key is_test referral contact organisation submission_id _gotcha _redirect`
    .trim()
    .split(/\s+/);

const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 }));
const scalar = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('a@example.com', 'form_response', 'FORM_RESPONSE', 'form_submission', 'DE', 'on'),
  fc.constantFrom('https://a.example/?utm_source=x&gclid=y', '+49 30 123456', 'EMAIL', '', 'null'),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));

const generated: fc.Arbitrary<Pick<SenderBody, 'body' | 'contentType'>> = fc.oneof(
  fc.dictionary(key, anything, { minKeys: 1, maxKeys: 6 }).map((value) => ({
    body: Buffer.from(JSON.stringify(value)),
    contentType: 'application/json',
  })),
  fc.array(fc.tuple(key, scalar.map(String)), { minLength: 1, maxLength: 8 }).map((pairs) => ({
    body: Buffer.from(new URLSearchParams(pairs).toString()),
    contentType: 'application/x-www-form-urlencoded',
  })),
);

type Fuzzed = Pick<SenderBody, 'body' | 'contentType'> & { vendor: Vendor };

/**
 * Mostly damaged copies of what each source's own sender posts, then what another one posts, then
 * bodies that nobody ever wrote. Signed as the source wants it, but for one in twenty.
 */
export function fuzzedDeliveries(variables: Record<string, string>): fc.Arbitrary<Delivery> {
  const bodies = senderBodies();
  const ownOf = (vendor: Vendor): fc.Arbitrary<Fuzzed> =>
    mutatedBodies(bodies.filter((each) => each.vendor === vendor));
  const vendor = fc.constantFrom(...VENDORS);
  const fuzzed: fc.Arbitrary<Fuzzed> = fc.oneof(
    ...VENDORS.map((each) => ({ weight: 8, arbitrary: ownOf(each) })),
    {
      weight: 10,
      arbitrary: fc
        .tuple(mutatedBodies(bodies), vendor)
        .map(([sent, other]) => ({ ...sent, vendor: other })),
    },
    {
      weight: 26,
      arbitrary: fc.tuple(generated, vendor).map(([sent, other]) => ({ ...sent, vendor: other })),
    },
  );
  return fc.tuple(fuzzed, fc.nat(19), fc.nat(0xffff_ffff)).map(([sent, luck, number]) => ({
    source: SOURCE_OF[sent.vendor],
    body: sent.body,
    headers: {
      accept: 'application/json',
      ...(sent.contentType !== '' && { 'content-type': sent.contentType }),
      ...(luck === 1 && { 'idempotency-key': `key-${number}` }),
      ...(luck === 2 && { origin: 'https://www.example.com', cookie: '_ga=GA1.1.1.2; x="' }),
      ...(luck === 0 ? {} : signed(sent, variables)),
    },
  }));
}

function signed(
  { vendor, body }: Fuzzed,
  variables: Record<string, string>,
): Record<string, string> {
  const hmac = (name: string, before = '') =>
    createHmac('sha256', variables[name] ?? '')
      .update(before)
      .update(body);
  if (vendor === 'json') return { authorization: `Bearer ${variables['PARTNER_API_TOKEN']}` };
  if (vendor === 'tally') return { 'tally-signature': hmac('TALLY_SECRET').digest('base64') };
  if (vendor === 'typeform') {
    return { 'typeform-signature': `sha256=${hmac('TYPEFORM_SECRET').digest('base64')}` };
  }
  if (vendor !== 'webflow') return {};
  const time = Date.now();
  return {
    'x-webflow-timestamp': String(time),
    'x-webflow-signature': hmac('WEBFLOW_SECRET', `${time}:`).digest('hex'),
  };
}
