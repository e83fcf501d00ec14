import { z } from 'zod';
import { CONSENT_PURPOSES } from '../lead/consent.ts';

/** conversions.yaml: which ad platforms and webhooks hear of a lead, and under what consent. */

const parameterValue = z.union([z.string(), z.number(), z.boolean()]);

const common = {
  enabled: z.boolean().default(true),
  /** Not granted for this purpose: the event is skipped, which is not a failure. `none` for your own systems. */
  needsConsent: z.union([z.enum(CONSENT_PURPOSES), z.literal('none')]).default('ad_user_data'),
  /** Event parameters: a constant, or `{{path}}` into the lead (`{{decision.market}}`). */
  parameters: z.record(z.string(), parameterValue).default({}),
};

const ga4 = z.strictObject({
  kind: z.literal('ga4'),
  ...common,
  event: z.string().default('generate_lead'),
  measurementId: z.string().min(1),
  apiSecret: z.string().min(1),
  baseUrl: z.url().default('https://www.google-analytics.com'),
  /** Sends to the validation endpoint instead: answers are checked, nothing is recorded. */
  test: z.boolean().default(false),
  /** Without a GA cookie: a stable id made from the lead's, or no event. */
  withoutClientId: z.enum(['derive', 'skip']).default('derive'),
});

const meta = z.strictObject({
  kind: z.literal('meta'),
  ...common,
  event: z.string().default('Lead'),
  pixelId: z.string().min(1),
  accessToken: z.string().min(1),
  baseUrl: z.url().default('https://graph.facebook.com'),
  apiVersion: z
    .string()
    .regex(/^v\d+\.\d+$/, 'expected a Graph API version such as v25.0')
    .default('v25.0'),
  /** `test_event_code` of the Events Manager. Such events still count there. */
  testEventCode: z.string().optional(),
});

const webhook = z.strictObject({
  kind: z.literal('webhook'),
  ...common,
  event: z.string().default('lead.routed'),
  url: z.url(),
  /** `whsec_…`; several at once, for rotation. */
  secrets: z
    .array(
      z
        .string()
        .regex(
          /^whsec_[A-Za-z0-9+/=]{24,}$/,
          'expected whsec_ and at least 24 characters of base64',
        ),
    )
    .min(1),
  /** Private and plain-http addresses are refused unless this says so. */
  allowPrivateAddress: z.boolean().default(false),
});

export const conversionsSchema = z.strictObject({
  destinations: z.record(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'expected lower-case letters, digits and hyphens'),
    z.discriminatedUnion('kind', [ga4, meta, webhook]),
  ),
});

export type ConversionSettings = z.infer<typeof conversionsSchema>;
export type DestinationSettings = ConversionSettings['destinations'][string];
export type Ga4Settings = z.infer<typeof ga4>;
export type MetaSettings = z.infer<typeof meta>;
export type WebhookSettings = z.infer<typeof webhook>;
