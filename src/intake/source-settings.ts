import { z } from 'zod';
import { CONSENT_PURPOSES } from '../lead/consent.ts';
import { LEAD_FIELDS } from '../lead/lead.ts';
import { SPAM_CODES, SPAM_SCRIPTS } from './spam/spam-codes.ts';

/** sources.yaml: every form or vendor webhook that may post, by the name in its URL. */

export const VENDORS = [
  'form',
  'json',
  'typeform',
  'webflow',
  'elementor',
  'tally',
  'gravity-forms',
  'google-ads',
] as const;

/** Signature schemes of intake/verify.ts; `token` is a shared secret in a header, query or body. */
export const SIGNATURE_SCHEMES = [
  'typeform',
  'webflow',
  'tally',
  'wpforms',
  'netlify',
  'formspree',
  'framer',
  'meta',
  'linkedin',
  'calendly',
  'calcom',
  'tiktok',
  'hubspot-v3',
  'standard-webhooks',
  'github',
  'token',
] as const;

const secret = z.strictObject({
  /** Shown in logs and alarms instead of the secret. */
  id: z.string().min(1),
  value: z.string().min(1),
  /** ISO date: use after it raises the alarm "an old signing secret is still in use". */
  retiredFrom: z.iso.date().optional(),
});

const signature = z.strictObject({
  scheme: z.enum(SIGNATURE_SCHEMES),
  /** Several at once, for rotation. */
  secrets: z.array(secret).min(1),
  /** For `token`: where it stands. `body:google_key`, `query:key`, `header:authorization`. */
  in: z
    .string()
    .regex(
      /^(header|query|body):[\w.-]+$/,
      'expected header:, query: or body: and a name, such as header:authorization',
    )
    .optional(),
  /** For `meta`: what Meta sends as hub.verify_token when the webhook is set up. Not the app secret. */
  verifyToken: z.string().min(1).optional(),
  /** How far a signed time stamp may be off, both ways. */
  toleranceSeconds: z.int().min(30).max(3600).default(300),
});

/** The services that tell people from robots, and whose answer leadline asks for. */
const CAPTCHA_PROVIDERS = ['turnstile', 'hcaptcha'] as const;

const captcha = z.strictObject({
  provider: z.enum(CAPTCHA_PROVIDERS),
  secret: z.string().min(1),
  /** The form's field with the token, where it is not the provider's own. */
  field: z.string().min(1).optional(),
  /** The site that the token must have been made on. */
  hostname: z.string().min(1).optional(),
  /** Turnstile only: the action that the widget was given. */
  action: z.string().min(1).optional(),
});

const spam = z.strictObject({
  /** From this score on a submission waits in quarantine for a person. */
  quarantineFrom: z.int().min(1).max(1_000).default(60),
  /** The form carries leadline's signed time stamp (GET /v1/sources/<name>/time-trap). */
  timeTrap: z.boolean().default(false),
  /** Scripts that visitors of this source write in; none: any. */
  scripts: z.array(z.enum(SPAM_SCRIPTS)).default([]),
  /** Points of a sign, where they are not to be leadline's own; 0 switches it off. */
  signs: z.partialRecord(z.enum(SPAM_CODES), z.int().min(0).max(100)).default({}),
});

/** Sources that sign are not limited: all the traffic of a vendor comes from the same addresses. */
const rateLimit = z.strictObject({
  perAddressPerMinute: z.int().min(1).max(1_000_000).default(30),
  perSourcePerMinute: z.int().min(1).max(1_000_000).default(600),
});

const canary = z.strictObject({
  everyMinutes: z.int().min(1).max(1_440).default(15),
  /** An alarm is raised when it takes longer. */
  withinSeconds: z.int().min(5).max(3_600).default(120),
});

export const sourceSchema = z.strictObject({
  /** For people: shown in alerts and receipts. */
  title: z.string().min(1).optional(),
  vendor: z.enum(VENDORS),
  /** Exact origins of the pages that may post from a browser (CORS). */
  origins: z.array(z.url()).default([]),
  /** Where a browser form is sent afterwards: a path of the form's own site, or an exact URL. */
  thanksUrl: z.string().optional(),
  /** Further targets that the form may choose with `_redirect`. */
  redirects: z.array(z.string()).default([]),
  signature: signature.optional(),
  /** ISO 3166-1 alpha-2: how numbers without a country code are read. */
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 country code of two capital letters such as DE')
    .optional(),
  required: z.array(z.enum(LEAD_FIELDS)).default(['email']),
  /** Accepted values, by lead field or by the sender's own key. */
  accepts: z.record(z.string(), z.array(z.string())).default({}),
  /** Lead field ← the sender's key, path (`a.b.0`) or label. Wins over leadline's own reading. */
  fields: z.partialRecord(z.enum(LEAD_FIELDS), z.string()).default({}),
  consent: z
    .strictObject({
      /** The sender's key of the consent box. */
      field: z.string().optional(),
      purposes: z
        .array(z.enum(CONSENT_PURPOSES))
        .default(['ad_user_data', 'ad_personalization', 'analytics_storage']),
      /** What counts as yes. */
      granted: z.array(z.string()).default(['on', 'yes', 'true', '1', 'granted', 'accepted']),
      /** What holds when the field is not there at all. */
      unstated: z.enum(['granted', 'denied', 'unknown']).default('unknown'),
    })
    .prefault({}),
  /** Hidden fields that a person leaves empty. */
  honeypots: z.array(z.string()).default(['_gotcha']),
  spam: spam.prefault({}),
  captcha: captcha.optional(),
  rateLimit: rateLimit.prefault({}),
  /** A synthetic lead through the real path, so often; nobody but operations ever hears of it. */
  canary: canary.optional(),
  /** Without a vendor's submission id: the same content within this time is a duplicate. */
  duplicateWindowMinutes: z.int().min(1).max(10_080).default(10),
  bodyBytesMax: z.int().min(1_024).max(5_242_880).default(262_144),
  fieldsMax: z.int().min(10).max(10_000).default(500),
});

export const sourcesSchema = z.strictObject({
  sources: z.record(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens'),
    sourceSchema,
  ),
});

export type SourceSettings = z.infer<typeof sourceSchema>;
export type Source = SourceSettings & { name: string };
export type Sources = z.infer<typeof sourcesSchema>;
export type Vendor = (typeof VENDORS)[number];
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];
