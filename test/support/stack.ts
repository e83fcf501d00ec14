import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compose, type Leadline, type Overrides } from '../../src/compose.ts';
import type { IntakeAnswer } from '../../src/intake/answers.ts';
import { receiveSubmission } from '../../src/intake/receive.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { connectRedis } from '../../src/systems/redis/connection.ts';
import { startStageWorkers } from '../../src/systems/redis/stage-workers.ts';
import type { LeadRecord } from '../../src/workflow/ledger.ts';
import { stepBefore, stepOf } from '../../src/workflow/steps.ts';
import { VERDICT_POLICY } from '../../src/workflow/verdict.ts';
import { exampleVariables, sampleSettings } from './company.ts';
import { startCompanySandbox } from './company-sandbox.ts';
import { startRedisDeployment } from './redis-deployment.ts';

/**
 * A whole leadline on a redis-server of its own, with the sample company of ./config, whose
 * outside systems are the stand-ins on real sockets. Only the web server and the running workers
 * are missing: tests post with `post` and let the queues run with `processAll`.
 */
export type Stack = Omit<Sandbox, 'variables' | 'close'> & {
  leadline: Leadline;
  /** With it, a command opens the very same leadline. */
  env: Record<string, string>;
  /** Receives a body as the intake route would; a lead id stands in the answer's body. */
  post: (source: string, body: Body) => Promise<IntakeAnswer>;
  /** The same, and answers the lead's id. Throws when the body was not taken. */
  accept: (source: string, body: Body) => Promise<string>;
  /** Runs workers until no lead has a step that could start; dead letters stay where they are. */
  processAll: (withinMs?: number) => Promise<void>;
  stop: () => Promise<void>;
};

/** Fields of an HTML form, or bytes with their type and headers. */
export type Body =
  | Record<string, string>
  | { body: string; contentType: string; headers?: Record<string, string> };

export type StackOverrides = Overrides & {
  /** Environment variables that differ. */
  variables?: Record<string, string>;
  /** Changes the sample company before anything is built. Commands that open `env` do not see it. */
  settings?: (settings: Settings) => Settings;
};

/** Retries as in production, but without the waiting. */
const QUICK_POLICY = {
  ...VERDICT_POLICY,
  attemptsMax: 3,
  retryDelayMs: 1,
  retryDelayMsMax: 5,
};

const LOOK_EVERY_MS = 10;
const PROCESS_WITHIN_MS = 50_000;

export async function startStack(overrides: StackOverrides = {}): Promise<Stack> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-stack-'));
  const redis = await startRedisDeployment(path.join(folder, 'redis'));
  const sandbox = await startCompanySandbox(overrides.world?.now ?? (() => Date.now()));
  const env = {
    ...exampleVariables(),
    ...sandbox.variables,
    REDIS_URL: redis.url,
    LEADLINE_DATA: folder,
    LEADLINE_LOG_LEVEL: 'silent',
    ...overrides.variables,
  };
  const settings = (overrides.settings ?? ((same) => same))(sampleSettings(env));
  const leadline = await compose(settings, { policy: QUICK_POLICY, ...overrides });

  async function post(source: string, body: Body): Promise<IntakeAnswer> {
    const { text, headers } = inBytes(body);
    return receiveSubmission(
      {
        method: 'POST',
        sourceName: source,
        target: `/v1/sources/${source}`,
        body: Buffer.from(text),
        query: new URLSearchParams(),
        headers,
        ip: '192.0.2.1',
      },
      {
        sources: () => settings.sources,
        accept: leadline.accept,
        defence: leadline.defence,
        observer: leadline.watching.observer,
        world: leadline.world,
        publicUrl: settings.environment.publicUrl,
      },
    );
  }

  async function accept(source: string, body: Body): Promise<string> {
    const answer = await post(source, body);
    const { leadId } = JSON.parse(answer.body) as { leadId?: string };
    if (leadId === undefined) throw new Error(`${answer.status}: ${answer.body}`);
    return leadId;
  }

  async function stop(): Promise<void> {
    await leadline.close();
    await sandbox.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }

  const { hubspot, slack, ga4, meta, webhook } = sandbox;
  return {
    leadline,
    hubspot,
    slack,
    ga4,
    meta,
    webhook,
    env,
    post,
    accept,
    stop,
    processAll: (withinMs = PROCESS_WITHIN_MS) => processAll(leadline, withinMs),
  };
}

async function processAll(leadline: Leadline, withinMs: number): Promise<void> {
  const { world, redisUrl, settings, runStep } = leadline;
  const blocking = connectRedis(redisUrl, 'blocking');
  const workers = startStageWorkers({
    redis: blocking,
    prefix: settings.environment.redisPrefix,
    runStep,
    concurrency: 4,
    now: world.now,
    log: world.log,
  });
  const until = Date.now() + withinMs;
  try {
    let open = await startable(leadline);
    while (open.length > 0) {
      if (Date.now() > until) {
        throw new Error(`not processed within ${withinMs} ms: ${open.join(', ')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      open = await startable(leadline);
    }
  } finally {
    await workers.close(5_000);
    blocking.disconnect();
  }
}

/** `<lead id> <step>` of every step that waits for nothing but a worker. */
async function startable({ ledger }: Leadline): Promise<string[]> {
  const found: string[] = [];
  for (const leadId of await ledger.quietSince(Number.MAX_SAFE_INTEGER, 1_000)) {
    const record = await ledger.load(leadId);
    for (const [key, { state }] of Object.entries(record?.steps ?? {})) {
      if (record && state === 'pending' && mayStart(record, key)) found.push(`${leadId} ${key}`);
    }
  }
  return found;
}

/** Directly or after others that can still end well. */
function mayStart(record: LeadRecord, key: string): boolean {
  const before = stepBefore(stepOf(key));
  const state = before === undefined ? 'done' : record.steps[before]?.state;
  if (state === 'pending') return mayStart(record, before ?? '');
  return state === 'done' || state === 'skipped';
}

function inBytes(body: Body): { text: string; headers: Record<string, string> } {
  if (typeof body['body'] === 'string' && typeof body['contentType'] === 'string') {
    const { headers } = body as { headers?: Record<string, string> };
    return { text: body['body'], headers: { ...headers, 'content-type': body['contentType'] } };
  }
  return {
    text: new URLSearchParams(body as Record<string, string>).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  };
}
