import { IANAZone } from 'luxon';
import { z } from 'zod';
import { absenceSchema } from './absences.ts';
import { capSchema } from './caps.ts';
import { memberKey, slug } from './keys.ts';
import { workingHoursSchema } from './working-hours.ts';

/** team.yaml: who can own leads, when they work, and among whom a market rotates. */

const emailAddress = z.email('expected an e-mail address').toLowerCase();

const timeZone = z.string().refine((zone) => IANAZone.isValidZone(zone), {
  error: 'expected an IANA time zone such as Europe/Berlin',
});

const memberSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    email: emailAddress,
    slackId: z
      .string()
      .regex(/^[UW][A-Z0-9]{2,}$/, 'expected a Slack member id such as U0123ABCD')
      .optional(),
    /** Only if the CRM knows them under another address than `email`. */
    crmOwnerEmail: emailAddress.optional(),
    /** False: has left. Gets no leads, and keeps none. */
    active: z.boolean().default(true),
    /** True: gets no new leads for now, and keeps those that are theirs. */
    off: z.boolean().default(false),
    away: z.array(absenceSchema).default([]),
    /** Whose days and hours all of these mean; UTC if not given. */
    timeZone: timeZone.optional(),
    /** Always, if not given. */
    workingHours: workingHoursSchema.optional(),
    /** Public holidays of a country (DE) or a part of it (DE-BY), by ISO 3166. */
    holidays: z
      .string()
      .regex(
        /^[A-Z]{2}(-[A-Za-z0-9]{1,12}){0,2}$/,
        'expected a country such as DE, or region DE-BY',
      )
      .optional(),
    languages: z.array(z.string().regex(/^[a-z]{2,3}$/, 'expected a code such as de')).default([]),
    skills: z.array(slug).default([]),
    cap: capSchema.optional(),
  })
  .transform((member) => ({ ...member, crmOwnerEmail: member.crmOwnerEmail ?? member.email }));

const poolMemberSchema = z
  .union(
    [memberKey, z.strictObject({ member: memberKey, weight: z.int().min(1).max(100).default(1) })],
    { error: 'expected a member such as ada, or { member: ada, weight: 2 }' },
  )
  .transform((entry) => (typeof entry === 'string' ? { member: entry, weight: 1 } : entry));

/** How a pool chooses among those who can take the lead. */
export const POOL_CHOICES = [
  /** By shortfall from the fair share, which follows the weights. */
  'weighted',
  /** The same, with every weight taken for 1. */
  'round-robin',
  /** Fewest open leads for their weight; of equals, the shortfall. */
  'least-open',
  /** Whoever presses Claim first; by weight, when nobody does in time. */
  'first-to-claim',
  /** Whoever had the last lead of the same company; else by shortfall. */
  'sticky-company',
] as const;

const poolSchema = z
  .strictObject({
    choice: z.enum(POOL_CHOICES).default('weighted'),
    /** Weight 2 gets twice as many leads as weight 1. */
    members: z.array(poolMemberSchema).max(200),
    /** Of the pool as a whole. */
    cap: capSchema.optional(),
    /** Whose days and weeks the pool's cap means; UTC if not given. */
    timeZone: timeZone.optional(),
    /** How long a lead can be claimed before it is given by turn; 30 if not given. */
    claimWithinMinutes: z.int().min(1).max(10_080).optional(),
  })
  .refine(
    ({ choice, claimWithinMinutes }) =>
      choice === 'first-to-claim' || claimWithinMinutes === undefined,
    {
      path: ['claimWithinMinutes'],
      error: 'expected only in a pool with choice: first-to-claim',
    },
  );

export const teamSchema = z.strictObject({
  members: z.record(memberKey, memberSchema),
  pools: z.record(memberKey, poolSchema),
});

export type Team = z.infer<typeof teamSchema>;
export type TeamMember = Team['members'][string];
export type Pool = Team['pools'][string];
export type PoolChoiceName = Pool['choice'];

/** Own keys only: `constructor` is nobody's name. */
export function memberOf(team: Team, member: string): TeamMember | undefined {
  return Object.hasOwn(team.members, member) ? team.members[member] : undefined;
}

export function poolOf(team: Team, pool: string): Pool | undefined {
  return Object.hasOwn(team.pools, pool) ? team.pools[pool] : undefined;
}

const CLAIM_WITHIN_MINUTES = 30;

/** How long a lead of this pool can be claimed, in milliseconds. */
export function claimTimeMs(pool: Pick<Pool, 'claimWithinMinutes'> | undefined): number {
  return (pool?.claimWithinMinutes ?? CLAIM_WITHIN_MINUTES) * 60_000;
}

/** The team member whom the CRM knows by this address. */
export function memberByEmail(
  team: Team,
  email: string | undefined,
): { key: string; member: TeamMember } | undefined {
  const wanted = email?.trim().toLowerCase();
  const members = Object.entries(team.members).map(([key, member]) => ({ key, member }));
  return (
    members.find(({ member }) => member.crmOwnerEmail === wanted) ??
    members.find(({ member }) => member.email === wanted)
  );
}
