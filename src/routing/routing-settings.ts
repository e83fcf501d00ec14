import { z } from 'zod';
import { memberKey, slug } from './keys.ts';
import { CONFIGURABLE_RUNGS } from './rungs.ts';
import { whenSchema } from './when.ts';

/**
 * routing.yaml: by which precedence a lead gets its owner. All of it is optional; without the file
 * the defaults below hold.
 */

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
    'expected a domain such as acme.com, exactly as it stands in the address (subdomains are others)',
  );

const namedAccountSchema = z.strictObject({
  /** For people. */
  company: z.string().trim().min(1).max(200),
  /** Exact domains, never their subdomains; free-mail domains are refused by check. */
  domains: z.array(domain).min(1).max(100),
  owner: memberKey,
});

const languageRuleSchema = z
  .strictObject({
    name: slug,
    when: whenSchema,
    /** Only members with all of these. */
    languages: z.array(z.string().regex(/^[a-z]{2,3}$/, 'expected a code such as pl')).default([]),
    skills: z.array(slug).default([]),
    /** Instead of the market's pool. */
    pool: slug.optional(),
  })
  .refine(
    ({ languages, skills, pool }) => languages.length + skills.length > 0 || pool !== undefined,
    { error: 'expected languages, skills or a pool: the rule asks for nothing yet' },
  );

const share = z.number().min(0).max(1);

export const routingSchema = z.strictObject({
  precedence: z
    .array(z.enum(CONFIGURABLE_RUNGS))
    .refine((rungs) => new Set(rungs).size === rungs.length, { error: 'a rung stands here twice' })
    .default([...CONFIGURABLE_RUNGS]),
  namedAccounts: z.array(namedAccountSchema).max(100_000).default([]),
  languageAndSkill: z.array(languageRuleSchema).max(1_000).default([]),
  /** How much of a lead comes back to (or is counted for) the member it was given to. */
  credits: z
    .strictObject({
      /** Turned out to be spam: 1 gives the member a whole lead back. */
      spam: share.default(1),
      /** Turned out to be somebody's who is a lead already. */
      duplicate: share.default(1),
      /** Came by ownership (rungs above the pool): 0 does not count as a turn, 1 as a whole one. */
      ownership: share.default(0),
      /** Taken away, since nobody had followed up: 0 counts as had, 1 comes back. */
      lostFollowUp: share.default(0),
    })
    .prefault({}),
  /** Without one of its own a market waits so long for an owner who is away. */
  ownerPatienceHours: z.number().min(0).max(8_760).default(72),
  /** A lead without completed task counts as open no longer than this. */
  openForDays: z.int().min(1).max(365).default(30),
});

export type Routing = z.infer<typeof routingSchema>;
export type NamedAccount = Routing['namedAccounts'][number];
export type LanguageRule = Routing['languageAndSkill'][number];
