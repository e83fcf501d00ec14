import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Pool } from 'undici';
import { parse, stringify } from 'yaml';
import { connectRedis } from '../../src/systems/redis/connection.ts';
import { keysFor } from '../../src/systems/redis/keys.ts';
import { type Delivery, fuzzedDeliveries } from '../support/fuzzed-deliveries.ts';
import {
  eventually,
  type InstalledCompany,
  installCompany,
  operationsOf,
} from '../support/installed-company.ts';
import type { LeadlineProcess } from '../support/leadline-process.ts';

/**
 * Fuzzed bodies through real web processes, over real sockets, into one real
 * Redis: none may be answered 5xx, none may hold it up, and afterwards both sides of the ledger
 * agree with what was answered: every id that a sender was given is accounted for. FUZZ_SEED
 * repeats a run, FUZZ_BODIES makes it shorter or longer.
 */

/** `npm run fuzz` sends a hundred thousand; `npm test` has to fit into its time. */
const BODIES = Number(process.env['FUZZ_BODIES'] ?? 10_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

/** More than a thousand a second on two free cores; on busy ones a tenth of that is waited for. */
const WITHIN_MS = 60_000 + BODIES * 8;
const BATCH = 1_000;
const PREFIX = 'leadline';
const CONNECTIONS = 16;
/** No answer may take longer, however many others are under way. */
const ANSWER_WITHIN_MS = 10_000;

let company: InstalledCompany;
let config: string;
let webs: LeadlineProcess[];

beforeAll(async () => {
  company = await installCompany();
  config = mkdtempSync(path.join(tmpdir(), 'leadline-fuzz-config-'));
  writeConfigWithoutLimits(company.variables['LEADLINE_CONFIG'] ?? '');
  Object.assign(company.variables, {
    LEADLINE_CONFIG: config,
    LEADLINE_LOG_LEVEL: 'info',
    GOOGLE_ADS_KEY: 'the-shared-key',
  });
  webs = await Promise.all([company.start(['--web']), company.start(['--web'])]);
});
afterAll(async () => {
  await company.stop();
  rmSync(config, { recursive: true, force: true });
});

/** All of it comes from one address, so the sources may not limit it. */
function writeConfigWithoutLimits(from: string): void {
  cpSync(from, config, { recursive: true });
  const file = path.join(config, 'sources.yaml');
  const { sources } = parse(readFileSync(file, 'utf8')) as { sources: Record<string, object> };
  const rateLimit = { perAddressPerMinute: 1_000_000, perSourcePerMinute: 1_000_000 };
  const unlimited = Object.entries(sources).map(([name, source]) => [
    name,
    { ...source, rateLimit },
  ]);
  writeFileSync(file, stringify({ sources: Object.fromEntries(unlimited) }));
}

type Tally = {
  /** Answers by HTTP status. */
  statuses: Record<string, number>;
  /** Answers of 200 by the word in them. */
  words: Record<string, number>;
  leadIds: Set<string>;
  failures: string[];
};

async function postAll(tally: Tally): Promise<void> {
  const times = { headersTimeout: ANSWER_WITHIN_MS, bodyTimeout: ANSWER_WITHIN_MS };
  const pools = webs.map(({ url }) => new Pool(url, { connections: CONNECTIONS, ...times }));
  const deliveries = fuzzedDeliveries(company.variables);
  for (let batch = 0; batch * BATCH < BODIES; batch += 1) {
    const seed = SEED + batch;
    const open = fc.sample(deliveries, { seed, numRuns: Math.min(BATCH, BODIES - batch * BATCH) });
    const lane = async (pool: Pool) => {
      for (let next = open.pop(); next; next = open.pop()) await postOne(pool, next, seed, tally);
    };
    const lanes = pools.flatMap((pool) => Array.from({ length: CONNECTIONS }, () => pool));
    await Promise.all(lanes.map(lane));
  }
  await Promise.all(pools.map((pool) => pool.close()));
}

async function postOne(pool: Pool, sent: Delivery, seed: number, tally: Tally): Promise<void> {
  const { source, headers, body } = sent;
  try {
    const path = `/v1/sources/${source}`;
    const answer = await pool.request({ method: 'POST', path, headers, body });
    const text = await answer.body.text();
    const status = String(answer.statusCode);
    tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
    if (answer.statusCode >= 500) throw new Error(`${status} ${text}`);
    if (answer.statusCode !== 200) return;
    const { leadId, status: word } = JSON.parse(text) as { leadId: string; status: string };
    tally.words[word] = (tally.words[word] ?? 0) + 1;
    tally.leadIds.add(leadId);
  } catch (error) {
    const said = `${source} ${JSON.stringify(headers)} ${body.toString('base64')}`;
    tally.failures.push(`seed ${seed}: ${String(error)} to ${said}`);
  }
}

async function metricTexts(): Promise<string> {
  const texts = webs.map(async ({ url }) => (await fetch(`${url}/metrics`)).text());
  return (await Promise.all(texts)).join('');
}

async function countedSubmissions(): Promise<Record<string, number>> {
  const text = await metricTexts();
  const lines = text.matchAll(/^leadline_submissions_total\{.*status="(\w+)".*\} (\d+)$/gm);
  const counts: Record<string, number> = {};
  for (const [, status = '', count] of lines) {
    counts[status] = (counts[status] ?? 0) + Number(count);
  }
  return counts;
}

/** What still waits on disk, because Redis was too slow for its sender. */
async function journaledSubmissions(): Promise<number> {
  const texts = await metricTexts();
  const lines = texts.matchAll(/^leadline_journal_entries (\d+)$/gm);
  return [...lines].reduce((sum, [, entries]) => sum + Number(entries), 0);
}

/**
 * Every id that a sender was given is a lead of the ledger. The one exception is named in the log:
 * a submission that waited on disk while another process took the same one is that process's lead.
 */
async function reconciled(leadIds: Set<string>): Promise<{ missing: string[]; merged: number }> {
  const redis = connectRedis(company.redis.url, 'work');
  const known = new Set(await redis.zrange(keysFor(PREFIX).leads, '0', '-1'));
  redis.disconnect();
  const mergedInto = new Map<string, string>();
  for (const line of webs.flatMap((web) => web.output().split('\n'))) {
    if (!line.includes('a kept submission was known')) continue;
    const { leadId, as } = JSON.parse(line) as { leadId: string; as: string };
    mergedInto.set(leadId, as);
  }
  const unknown = [...leadIds].filter((leadId) => !known.has(leadId));
  return {
    missing: unknown.filter((leadId) => !known.has(mergedInto.get(leadId) ?? '')),
    merged: unknown.length,
  };
}

describe('Fuzzed bodies over HTTP', () => {
  it(
    'are all answered, none with 5xx, and the ledger agrees with the answers',
    async () => {
      const tally: Tally = { statuses: {}, words: {}, leadIds: new Set(), failures: [] };
      const startedAt = performance.now();
      await postAll(tally);
      const seconds = (performance.now() - startedAt) / 1_000;
      process.stdout.write(
        `fuzz: seed ${SEED}, ${BODIES} bodies in ${seconds.toFixed(1)} s (${Math.round(BODIES / seconds)}/s), statuses ${JSON.stringify(tally.statuses)}, kept ${JSON.stringify(tally.words)}\n`,
      );
      expect(tally.failures.slice(0, 5)).toEqual([]);

      const { ledger } = operationsOf(webs[0]?.url ?? '', company.variables);
      await eventually(journaledSubmissions, (waiting) => waiting === 0);
      const { missing, merged } = await reconciled(tally.leadIds);
      expect(missing).toEqual([]);
      const balance = await ledger();
      expect(balance).toMatchObject({ balanced: true, astray: [] });
      expect(balance.accepted + merged).toBe(tally.leadIds.size);
      const {
        accepted = 0,
        quarantined = 0,
        ignored = 0,
        duplicate = 0,
      } = await countedSubmissions();
      expect(accepted + quarantined + ignored).toBe(tally.leadIds.size);
      expect(duplicate).toBe(tally.words['duplicate'] ?? 0);
      // An alarm that Redis is slow says something of this machine; any other error is a fault.
      const errors = webs
        .flatMap((each) => each.output().split('\n'))
        .filter(
          (line) => /"level":"(?:error|fatal)"/.test(line) && !line.includes('"msg":"alarm"'),
        );
      expect(errors).toEqual([]);
      process.stdout.write(
        `fuzz: ${balance.accepted} leads, ${merged} ids merged from the journal\n`,
      );
    },
    WITHIN_MS,
  );
});
