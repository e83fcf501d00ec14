import { z } from 'zod';

/** Names of members and pools in the configuration. */
export const memberKey = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/, 'expected lower-case letters, digits, hyphens, dots')
  // What every object has: the rotation is kept by name.
  .refine((name) => name !== 'constructor', { error: '"constructor" cannot be a name here' });

/** Names of markets and rules, which also stand in URLs and metrics. */
export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens');
