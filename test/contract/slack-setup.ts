import type { SlackServiceOptions } from '../../src/sandbox/slack/slack-service.ts';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/slack-stand-in.ts';
import {
  createSlackAlerts,
  type SlackAlertsOptions,
} from '../../src/systems/slack/slack-alerts.ts';
import type { AlertReference, Alerts, LeadAlert, Log } from '../../src/workflow/ports.ts';
import { SystemFailure } from '../../src/workflow/system-failure.ts';

export const CHANNEL = 'C0DACHLEADS';
export const LEAD_ID = '019ab3c4-0000-7000-8000-00000000000a';
export const START = Date.UTC(2026, 10, 20, 14, 5, 0);

export function leadAlert(changes: Partial<LeadAlert> = {}): LeadAlert {
  return {
    leadId: LEAD_ID,
    marketTitle: 'DACH',
    person: { name: 'Jane Doe', company: 'Acme & Co', email: 'jane@acme.example', country: 'DE' },
    known: false,
    message: 'Could you call me about 40 seats?',
    owner: { name: 'Ada', slackId: 'U012AB3CD' },
    ownerReason: "Ada's turn in pool dach",
    campaign: 'google / cpc · brand-q4',
    sourceTitle: 'Contact form',
    crmUrl: 'https://app.crm.example/contacts/1/record/0-1/51',
    receivedAt: START,
    details: [],
    remarks: [],
    ...changes,
  };
}

export type LogLine = { level: string; message: string; fields?: Record<string, unknown> };

function recordingLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void lines.push({ level, message, ...(fields ? { fields } : {}) });
  return {
    lines,
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
  };
}

export type Setting = {
  slack: SlackStandIn;
  alerts: Alerts;
  lines: LogLine[];
  /** How long the adapter paused, in order; nothing really sleeps. */
  pauses: number[];
  clock: { ms: number };
  /** Answers of the shared budget, in order; afterwards 0. */
  budgetSays: number[];
};

/** A workspace with one open channel, and the adapter that posts into it. */
export async function slackSetting(
  service: Partial<SlackServiceOptions> = {},
  adapter: Partial<SlackAlertsOptions> = {},
): Promise<Setting> {
  const clock = { ms: START };
  const now = () => clock.ms;
  const slack = await startSlackStandIn({ now, channels: [{ id: CHANNEL }], ...service });
  const { log, lines } = recordingLog();
  const pauses: number[] = [];
  const budgetSays: number[] = [];
  const alerts = createSlackAlerts({
    token: 'xoxb-sandbox',
    apiUrl: slack.apiUrl,
    timeoutMs: 1_500,
    budget: {
      takeEach: async ([of]) => {
        const waitMs = budgetSays.shift() ?? 0;
        return of && waitMs > 0 ? { of, waitMs } : undefined;
      },
    },
    now,
    log,
    pause: (ms) => Promise.resolve(void pauses.push(ms)),
    ...adapter,
  });
  return { slack, alerts, lines, pauses, clock, budgetSays };
}

/** The details of the failure that this call must end in. */
export async function failureOf(
  call: Promise<AlertReference | undefined | void>,
): Promise<SystemFailure['details']> {
  const ended = await call.then(
    () => 'no failure at all',
    (failure: unknown) => failure,
  );
  if (ended instanceof SystemFailure) return ended.details;
  throw new Error(`expected a SystemFailure, found: ${String(ended)}`);
}
