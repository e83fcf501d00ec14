import type { Settings } from '../../src/settings/settings.ts';
import { keysFor } from '../../src/systems/redis/keys.ts';
import type { JobEnd } from '../../src/workflow/job.ts';
import type { LeadRecord } from '../../src/workflow/ledger.ts';
import { type StepKey, stepBefore, stepOf } from '../../src/workflow/steps.ts';
import { VERDICT_POLICY } from '../../src/workflow/verdict.ts';
import { keysIn } from './any-redis.ts';
import { type Stack, startStack } from './stack.ts';

/**
 * A stack whose time is the test's: no worker runs, each step is run by `drive` when its time has
 * come, and an hour of waiting takes a moment. Retries and waits are those of production.
 */
export type TimedStack = Stack & {
  now: () => number;
  /** Lets time pass for leadline, the stand-ins, and what Redis holds for a while. */
  pass: (ms: number) => Promise<void>;
  /**
   * Accepts a lead of somebody new by the partners' API, or of whoever has this telephone number
   * and no e-mail address.
   */
  submit: (phone?: string) => Promise<Submitted>;
  /** Runs the lead's steps, each when it is due, until none is left or so much time has passed. */
  drive: (leadId: string, forMs?: number) => Promise<Run[]>;
  recordOf: (leadId: string) => Promise<LeadRecord>;
  /** How often a system was paused that was not paused already: each is one alarm. */
  alarms: () => string[];
};

export type Submitted = { leadId: string; email: string; submittedAt: number };

/** One run of a step, and what became of its job. */
export type Run = { step: StepKey; at: number; end: JobEnd };

const HOUR_MS = 3_600_000;
const RUNS_MAX = 2_000;

export async function startTimedStack(options: {
  /** Names of the conversion destinations that are switched on. */
  destinations: string[];
  /** Where a stand-in compares with the real clock: how far behind it to begin. */
  startAgoMs?: number;
  /** Changes the sample company. */
  settings?: (settings: Settings) => Settings;
}): Promise<TimedStack> {
  let clock = Date.now() - (options.startAgoMs ?? 0);
  const alarms: string[] = [];
  const stack = await startStack({
    world: { now: () => clock },
    policy: VERDICT_POLICY,
    // Less than the silences of these tests, and more than a busy machine needs.
    timeoutMs: 400,
    settings: (settings) =>
      withDestinations(options.settings?.(settings) ?? settings, options.destinations),
    around: (name, port) => (name === 'systems' ? countingAlarms(port, alarms) : port),
  });
  const { ledger, redis, runStep, settings } = stack.leadline;
  const keys = keysFor(settings.environment.redisPrefix);
  let submitted = 0;

  async function pass(ms: number): Promise<void> {
    clock += ms;
    for (const key of await keysIn(redis, keys.leftAlone('*'))) {
      const leftMs = (await redis.pttl(key)) - ms;
      if (leftMs <= 0) await redis.del(key);
      else await redis.pexpire(key, leftMs);
    }
    for (const key of await keysIn(redis, keys.budget('*'))) await redis.del(key);
  }

  async function submit(phone?: string): Promise<Submitted> {
    submitted += 1;
    const email = `person-${submitted}@company-${submitted}.example.com`;
    // So that no test meets the calls that HubSpot or Slack have counted of the one before.
    await pass(11_000);
    const submittedAt = clock;
    const leadId = await stack.accept('partner-api', {
      contentType: 'application/json',
      headers: { authorization: stack.env['PARTNER_API_TOKEN'] ?? '' },
      body: JSON.stringify({
        referral: { id: `r-${submitted}`, note: `Please call me about order ${submitted}.` },
        contact: {
          ...(phone === undefined ? { email } : { phone }),
          given_name: 'Grace',
          family_name: `Hopper ${submitted}`,
        },
        organisation: { name: `Company ${submitted}`, country: 'DE' },
      }),
    });
    return { leadId, email, submittedAt };
  }

  async function recordOf(leadId: string): Promise<LeadRecord> {
    const record = await ledger.load(leadId);
    if (!record) throw new Error(`the ledger has no lead ${leadId}`);
    return record;
  }

  async function drive(leadId: string, forMs = 2 * HOUR_MS): Promise<Run[]> {
    const until = clock + forMs;
    const runs: Run[] = [];
    const dueAt: Record<StepKey, number> = {};
    for (;;) {
      const steps = startable(await recordOf(leadId));
      const next = steps.toSorted((one, other) => (dueAt[one] ?? 0) - (dueAt[other] ?? 0))[0];
      if (next === undefined || (dueAt[next] ?? 0) > until) return runs;
      if (runs.length > RUNS_MAX) throw new Error(`lead ${leadId} does not come to an end`);
      await pass(Math.max(0, (dueAt[next] ?? 0) - clock));
      const at = clock;
      const end = await runStep({ leadId, step: stepOf(next) });
      runs.push({ step: next, at, end });
      if (end.act === 'delay') dueAt[next] = clock + end.forMs;
    }
  }

  return {
    ...stack,
    now: () => clock,
    pass,
    submit,
    drive,
    recordOf,
    alarms: () => [...alarms],
  };
}

function withDestinations(settings: Settings, names: string[]): Settings {
  const destinations = Object.fromEntries(
    Object.entries(settings.conversions.destinations)
      .filter(([name]) => names.includes(name))
      .map(([name, each]) => [name, { ...each, needsConsent: 'none' as const }]),
  );
  const partner = settings.sources.sources['partner-api'];
  if (partner) partner.required = [];
  return { ...settings, conversions: { destinations } };
}

function countingAlarms<Port extends object>(port: Port, alarms: string[]): Port {
  const { pause } = port as { pause: (pause: { system: string }) => Promise<boolean> };
  return {
    ...port,
    pause: async (given: { system: string }) => {
      const first = await pause(given);
      if (first) alarms.push(given.system);
      return first;
    },
  };
}

function startable({ steps }: LeadRecord): StepKey[] {
  return Object.keys(steps).filter((key) => {
    const before = stepBefore(stepOf(key));
    const state = before === undefined ? 'done' : steps[before]?.state;
    return steps[key]?.state === 'pending' && (state === 'done' || state === 'skipped');
  });
}
