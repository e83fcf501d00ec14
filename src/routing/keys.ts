import { z } from 'zod';

/** Names of members and pools in the configuration. */
export const memberKey = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/, 'expected lower-case letters, digits, hyphens, dots');

/** Names of markets and rules, which also stand in URLs and metrics. */
export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens');
