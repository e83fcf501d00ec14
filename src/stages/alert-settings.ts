import { z } from 'zod';

/** alerts.yaml: where sales and operations are told. Channels of markets stand in markets.yaml. */

const channelId = z
  .string()
  .regex(/^[CGD][A-Z0-9]{2,}$/, 'expected a Slack channel id such as C0123ABCD');

/** A Slack section holds ten fields, and seven are taken. */
const DETAILS_MAX = 3;

export const alertsSchema = z.strictObject({
  /** Used when a market's own channel is gone. Without one the alert waits in the dead letters. */
  fallbackChannel: channelId.optional(),
  /** Where leadline tells operations what is wrong. */
  operationsChannel: channelId.optional(),
  /** What else sales want to see: label ← path into the lead (`extra.interest`). */
  details: z
    .record(z.string().min(1).max(40), z.string().min(1))
    .refine((details) => Object.keys(details).length <= DETAILS_MAX, {
      error: `expected ${DETAILS_MAX} details at most, since an alert is read on a phone`,
    })
    .default({}),
  /** How long an alert waits for the CRM before it goes out marked provisional. */
  crmPatienceSeconds: z.int().min(0).max(86_400).default(300),
  /** The same alarm is not repeated within this time. */
  alarmQuietMinutes: z.int().min(1).max(10_080).default(60),
  /** A lead that waits longer than this for its alert raises an alarm. */
  alertPromiseMinutes: z.int().min(1).max(1_440).default(5),
  /** More of a day's leads than this at the fallback market or its pool raise an alarm. */
  fallbackPercent: z.number().min(0).max(100).default(50),
  /** A lead that is held for its people for longer than this raises an alarm. */
  heldPromiseHours: z.number().min(0.1).max(744).default(72),
});

export type AlertSettings = z.infer<typeof alertsSchema>;
