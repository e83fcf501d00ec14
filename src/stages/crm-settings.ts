import { z } from 'zod';

/** crm.yaml: what is written to the CRM, and who wins when it holds a value already. */

/**
 * `overwrite` the newest lead wins · `fill` only if the CRM's value is empty · `never` only when
 * the contact is created · `once` written with the first lead and never again (first touch): all
 * of these together, so that no first touch is put together from two visits.
 */
const survivorship = z.enum(['overwrite', 'fill', 'never', 'once']);

const path = z.string().min(1);

const property = z.strictObject({
  /**
   * Path into the lead or decision: `person.email.normalised`, `attribution.utm.utm_source`,
   * `attribution.firstTouch.utm.utm_source`, `decision.market`, `leadId`, `extra.budget` …
   * Of several, the first that has a value.
   */
  from: z.union([path, z.array(path).min(1)]).transform((from) => [from].flat()),
  write: survivorship,
});

/** The placeholders of task subjects and bodies, here and in markets.yaml: `{{name}}`. */
export const TEMPLATE_WORDS = [
  'name',
  'company',
  'market',
  'source',
  'campaign',
  'message',
  'why',
  'email',
  'phone',
  'country',
  'leadId',
] as const;

export type TemplateWord = (typeof TEMPLATE_WORDS)[number];

export const crmSchema = z.strictObject({
  /** CRM property ← value and rule. */
  properties: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), property),
  /** Lifecycle stages, lowest first. A contact only ever moves forward. */
  lifecycle: z.strictObject({
    property: z.string().default('lifecyclestage'),
    stages: z
      .array(z.string())
      .default([
        'subscriber',
        'lead',
        'marketingqualifiedlead',
        'salesqualifiedlead',
        'opportunity',
        'customer',
        'evangelist',
      ]),
    newLead: z.string().default('lead'),
  }),
  /** Further keys to find a person by, after e-mail: a property that is unique in the CRM. */
  furtherKeys: z.array(z.strictObject({ property: z.string(), from: z.string() })).default([]),
  /** What else the CRM is asked, to find whose a lead is already. */
  ownership: z
    .strictObject({
      /** The owner of a known contact's newest open deal: one or two calls more for the lead. */
      openDeals: z.boolean().default(false),
      /**
       * The owner of the company record with exactly the e-mail's domain, never a free-mail one:
       * one search for a domain that was not asked for in the last minutes.
       */
      accounts: z.boolean().default(false),
    })
    .prefault({}),
  /** Another submission of the same person within this time joins the first one's task and thread. */
  joinWithinMinutes: z.int().min(0).max(10_080).default(30),
  task: z
    .strictObject({
      /** Placeholders: TEMPLATE_WORDS. */
      subject: z.string().default('New {{market}} lead: {{name}} ({{company}})'),
      body: z
        .string()
        .default('{{message}}\n\nCampaign: {{campaign}}\nSource: {{source}}\nWhy you: {{why}}'),
      /** CRM property on tasks that carries our lead id; must be unique there (`leadline setup hubspot` makes it). */
      leadIdProperty: z.string().default('leadline_lead_id'),
    })
    .prefault({}),
});

export type CrmSettings = z.infer<typeof crmSchema>;
export type Survivorship = z.infer<typeof survivorship>;
