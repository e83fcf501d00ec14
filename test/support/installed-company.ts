import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type PrivateRedis, startPrivateRedis } from '../../src/systems/redis/private-redis.ts';
import type { Balance } from '../../src/workflow/ledger.ts';
import type { Receipt } from '../../src/workflow/receipt.ts';
import { exampleVariables } from './company.ts';
import { startCompanySandbox } from './company-sandbox.ts';
import { type LeadlineProcess, startLeadline } from './leadline-process.ts';

/** Everything around leadline that a company has: a Redis and the outside systems. */
export type InstalledCompany = {
  redis: PrivateRedis;
  sandbox: Sandbox;
  variables: Record<string, string>;
  start: (args?: string[], variables?: Record<string, string>) => Promise<LeadlineProcess>;
  stop: () => Promise<void>;
};

export async function installCompany(): Promise<InstalledCompany> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-company-'));
  const redis = await startPrivateRedis({ folder: path.join(folder, 'redis') });
  const sandbox = await startCompanySandbox(() => Date.now());
  const variables = {
    ...exampleVariables(),
    ...sandbox.variables,
    REDIS_URL: redis.url,
    LEADLINE_DATA: folder,
    PORT: '0',
  };
  const processes: LeadlineProcess[] = [];
  return {
    redis,
    sandbox,
    variables,
    start: async (args = [], more = {}) => {
      const leadline = await startLeadline(['start', ...args], { ...variables, ...more });
      processes.push(leadline);
      return leadline;
    },
    stop: async () => {
      // Whatever a failed test has left behind.
      for (const each of processes) await each.end('SIGKILL');
      await sandbox.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What operations ask a running leadline, with the admin token. */
export function operationsOf(url: string, { LEADLINE_ADMIN_TOKEN }: Record<string, string>) {
  async function ask(target: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${LEADLINE_ADMIN_TOKEN}` };
    const answer = await fetch(`${url}${target}`, { headers });
    if (!answer.ok) throw new Error(`${target}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
  return {
    receipt: async (leadId: string) => (await ask(`/v1/leads/${leadId}`)) as Receipt,
    ledger: async () => (await ask('/v1/ledger')) as Balance,
  };
}

const LOOK_EVERY_MS = 50;

/** Looks until it holds. Throws what was found last when it does not within the time. */
export async function eventually<Found>(
  look: () => Promise<Found> | Found,
  holds: (found: Found) => boolean,
  withinMs = 60_000,
): Promise<Found> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (holds(found)) return found;
    if (Date.now() > until) throw new Error(`not within ${withinMs} ms: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
