import { IANAZone } from 'luxon';
import { z } from 'zod';

/** team.yaml: who can own leads, when they are away, and among whom a market rotates. */

const key = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/, 'expected lower-case letters, digits, hyphens, dots');

const awaySchema = z
  .strictObject({
    from: z.iso.date('expected a date such as 2026-08-03'),
    /** The last day away. */
    until: z.iso.date('expected a date such as 2026-08-14'),
    /** Shown wherever the absence is explained, so also in alerts. */
    note: z.string().max(200).optional(),
  })
  .refine(({ from, until }) => from <= until, {
    path: ['until'],
    error: 'until is before from; it is the last day away',
  });

const emailAddress = z.email('expected an e-mail address').toLowerCase();

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
    /** False: gets no leads, and keeps none. */
    active: z.boolean().default(true),
    away: z.array(awaySchema).default([]),
    /** Whose days `away` means; UTC if not given. */
    timeZone: z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), {
        error: 'expected an IANA time zone such as Europe/Berlin',
      })
      .optional(),
  })
  .transform((member) => ({ ...member, crmOwnerEmail: member.crmOwnerEmail ?? member.email }));

const poolMemberSchema = z
  .union([key, z.strictObject({ member: key, weight: z.int().min(1).max(100).default(1) })], {
    error: 'expected a member such as ada, or { member: ada, weight: 2 }',
  })
  .transform((entry) => (typeof entry === 'string' ? { member: entry, weight: 1 } : entry));

const poolSchema = z.strictObject({
  /** Each in turn; weight 2 gets twice as many leads as weight 1. */
  members: z.array(poolMemberSchema).max(200),
});

export const teamSchema = z.strictObject({
  members: z.record(key, memberSchema),
  pools: z.record(key, poolSchema),
});

export type Team = z.infer<typeof teamSchema>;
export type TeamMember = Team['members'][string];
export type Pool = Team['pools'][string];

/** Own keys only: `constructor` is nobody's name. */
export function memberOf(team: Team, member: string): TeamMember | undefined {
  return Object.hasOwn(team.members, member) ? team.members[member] : undefined;
}

export function poolOf(team: Team, pool: string): Pool | undefined {
  return Object.hasOwn(team.pools, pool) ? team.pools[pool] : undefined;
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
