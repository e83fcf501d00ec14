/**
 * How many submissions a second leadline accepts, beside a baseline in the same run, and how long
 * a lead takes from its post to its alert.
 *
 * Baseline: bare node:http that reads the body and writes it to the same Redis with one XADD, which
 * is the least that "durable before the answer" can cost. Rounds alternate, figures are medians.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { Redis } from 'ioredis';
import { Pool } from 'undici';
import { startWeb } from '../src/web.ts';
import { startWorker } from '../src/worker.ts';
import { type Stack, startStack } from '../test/support/stack.ts';

const ROUNDS = 5;
const ROUND_MS = 3_000;
const CONNECTIONS = 32;
const LEADS_TIMED = 40;

type Round = { perSecond: number; p50: number; p99: number };

const stack = await startStack();
const token = stack.env['PARTNER_API_TOKEN'] ?? '';
const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };

const web = await startWeb(stack.leadline, 0);
const baseline = await startBaseline(stack.leadline.redisUrl);
const results: Record<'leadline' | 'baseline', Round[]> = { leadline: [], baseline: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  results.baseline.push(await load(baseline.url, '/'));
  results.leadline.push(await load(web.url, '/v1/sources/partner-api'));
}
baseline.server.close();
print('baseline (node:http + XADD)', results.baseline);
print('leadline', results.leadline);
const ratio = median(results.leadline, 'perSecond') / median(results.baseline, 'perSecond');
console.log(`ratio leadline : baseline = ${ratio.toFixed(2)} submissions a second`);
await web.close();
await stack.stop();

const timed = await startStack();
const times = await postToAlert(timed);
console.log(
  `post to alert, ${times.length} leads one after another, stand-ins on this machine: p50 ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms`,
);

function body(): string {
  const id = randomUUID();
  return JSON.stringify({
    referral: {
      id,
      note: `Enquiry ${id}: a message of ordinary length, as people write it, with some detail. `.repeat(
        4,
      ),
    },
    contact: { email: `${id}@bench.example.com`, given_name: 'Bench', family_name: 'Mark' },
    organisation: { name: 'Bench Ltd', employees: 40, country: 'Germany' },
    utm_source: 'google',
    utm_medium: 'cpc',
    gclid: 'EAIaIQbench',
  });
}

async function load(origin: string, path: string): Promise<Round> {
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const times: number[] = [];
  const until = performance.now() + ROUND_MS;
  const sender = async () => {
    while (performance.now() < until) {
      const startedAt = performance.now();
      const answer = await pool.request({ method: 'POST', path, headers, body: body() });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  await pool.close();
  return {
    perSecond: times.length / (ROUND_MS / 1_000),
    p50: at(times, 0.5),
    p99: at(times, 0.99),
  };
}

function startBaseline(redisUrl: string): Promise<{ server: Server; url: string }> {
  const redis = new Redis(redisUrl, { enableAutoPipelining: true });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void redis.xadd('bench', '*', 'body', Buffer.concat(chunks)).then(() => response.end('{}'));
    });
  });
  server.once('close', () => redis.disconnect());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ server, url: `http://127.0.0.1:${port}` });
    });
  });
}

async function postToAlert({ leadline, stop }: Stack): Promise<number[]> {
  const server = await startWeb(leadline, 0);
  const worker = startWorker(leadline);
  const times: number[] = [];
  for (let lead = 0; lead < LEADS_TIMED; lead += 1) {
    const postedAt = Date.now();
    const url = `${server.url}/v1/sources/partner-api`;
    const answer = await fetch(url, { method: 'POST', headers, body: body() });
    const { leadId } = (await answer.json()) as { leadId: string };
    times.push((await alertedAt(leadline, leadId)) - postedAt);
    // Slack takes about one message a second and channel; this is about leadline's own time.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  await server.close();
  await worker.close();
  await stop();
  return times;
}

async function alertedAt({ ledger }: Stack['leadline'], leadId: string): Promise<number> {
  for (;;) {
    const story = await ledger.story(leadId);
    const told = story.find(({ step, what }) => step === 'alert' && what === 'done');
    if (told) return told.at;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function print(name: string, rounds: Round[]): void {
  const words = (['perSecond', 'p50', 'p99'] as const).map((key) => median(rounds, key).toFixed(1));
  console.log(
    `${name}: ${words[0]}/s, p50 ${words[1]} ms, p99 ${words[2]} ms (medians of ${ROUNDS})`,
  );
}

function median(rounds: Round[], key: keyof Round): number {
  return at(
    rounds.map((round) => round[key]),
    0.5,
  );
}

function at(values: number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
