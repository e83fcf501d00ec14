import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Around, Leadline } from '../../src/compose.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startPrivateRedis } from '../../src/systems/redis/private-redis.ts';
import { startWeb } from '../../src/web.ts';
import { startWorker } from '../../src/worker.ts';
import type { LeadRecord, LeadStatus } from '../../src/workflow/ledger.ts';
import { CRASH_AT, composeChild, LOCK_MS } from './child-leadline.ts';
import { type ChildRole, compileChildren, startChild } from './children.ts';
import { exampleVariables } from './company.ts';
import { startQuickSandbox } from './company-sandbox.ts';

/**
 * One Redis and one set of stand-ins for many leadlines, each under a prefix of its own: a process
 * of one of them dies at a chosen point, and another one goes on from there.
 */
export type CrashBench = {
  sandbox: Sandbox;
  /** A fresh leadline in this process: it accepts, looks, and finishes what a killed one began. */
  open: (around?: Around, more?: Record<string, string>) => Promise<Bench>;
  stop: () => Promise<void>;
};

export type Bench = {
  leadline: Leadline;
  variables: Record<string, string>;
  /** Posts over HTTP; answers the lead. Throws when the post was not answered with 200. */
  post: (person: Person, url?: string) => Promise<BenchLead>;
  /** Starts a process of this leadline that kills itself at the point. Throws if it never does. */
  dieAt: (role: ChildRole, point: string) => Promise<void>;
  /** Runs workers until each lead is in one of these states. */
  runUntil: (leads: BenchLead[], states: LeadStatus[]) => Promise<void>;
  /** The same, until this is true of each. */
  runUntilAll: (leads: BenchLead[], isSo: (record: LeadRecord) => boolean) => Promise<void>;
  close: () => Promise<void>;
};

export type Person = { email: string; country: string; referral: string };
export type BenchLead = { leadId: string; email: string };

const BENCH_LOCK_MS = 400;
const DIES_WITHIN_MS = 30_000;
const ENDS_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 25;

export async function startCrashBench(): Promise<CrashBench> {
  compileChildren();
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-crash-'));
  const redis = await startPrivateRedis({ folder: path.join(folder, 'redis'), appendOnly: false });
  const sandbox = await startQuickSandbox();
  let benches = 0;

  return {
    sandbox,
    open: async (around, more) => {
      benches += 1;
      const variables = {
        ...exampleVariables(),
        ...sandbox.variables,
        PORT: '0',
        REDIS_URL: redis.url,
        LEADLINE_PREFIX: `bench-${benches}`,
        LEADLINE_DATA: path.join(folder, `bench-${benches}`),
        LEADLINE_LOG_LEVEL: 'silent',
        [LOCK_MS]: String(BENCH_LOCK_MS),
        ...more,
      };
      return benchOf(await composeChild(variables, around), variables);
    },
    stop: async () => {
      await sandbox.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function benchOf(leadline: Leadline, variables: Record<string, string>): Bench {
  const { ledger } = leadline;

  async function dieAt(role: ChildRole, point: string): Promise<void> {
    const child = startChild(role, { ...variables, [CRASH_AT]: point });
    const timer = setTimeout(() => void child.kill(), DIES_WITHIN_MS);
    const startedAt = Date.now();
    const how = await child.gone;
    clearTimeout(timer);
    if (how !== 'SIGKILL' || Date.now() - startedAt >= DIES_WITHIN_MS) {
      throw new Error(`${role} never came to "${point}": ${how}`);
    }
  }

  async function post(person: Person, url?: string): Promise<BenchLead> {
    if (url !== undefined) return postTo(url, person, variables);
    const web = await startWeb(leadline, 0);
    try {
      return await postTo(web.url, person, variables);
    } finally {
      await web.close();
    }
  }

  const runUntilAll: Bench['runUntilAll'] = async (leads, isSo) => {
    const worker = startWorker(leadline, {
      lockMs: BENCH_LOCK_MS,
      sweepEveryMs: BENCH_LOCK_MS,
      sweepDeadEveryMs: BENCH_LOCK_MS,
    });
    const until = Date.now() + ENDS_WITHIN_MS;
    try {
      for (;;) {
        const records = await Promise.all(leads.map(({ leadId }) => ledger.load(leadId)));
        if (records.every((record) => record && isSo(record))) return;
        if (Date.now() > until) throw new Error(`not ended: ${JSON.stringify(records)}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    } finally {
      await worker.close();
    }
  };

  const runUntil: Bench['runUntil'] = (leads, states) =>
    runUntilAll(leads, ({ status }) => states.includes(status));

  return { leadline, variables, post, dieAt, runUntil, runUntilAll, close: () => leadline.close() };
}

async function postTo(
  url: string,
  { email, country, referral }: Person,
  variables: Record<string, string>,
): Promise<BenchLead> {
  const response = await fetch(`${url}/v1/sources/partner-api`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${variables['PARTNER_API_TOKEN']}`,
    },
    body: JSON.stringify({
      referral: { id: referral, note: `Please call me about ${referral}.` },
      contact: { email, given_name: 'Grace', family_name: 'Hopper' },
      organisation: { name: `Company of ${email}`, country },
    }),
  });
  const { leadId } = (await response.json()) as { leadId?: string };
  if (response.status !== 200 || leadId === undefined) {
    throw new Error(`the post was answered with ${response.status}`);
  }
  return { leadId, email };
}
