import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startWorker } from '../src/worker.ts';
import type { Alerts } from '../src/workflow/ports.ts';
import { type Stack, startStack } from '../test/support/stack.ts';
import type { Bench, BenchResult, BenchSize } from './harness/bench.ts';
import { deliveries } from './harness/deliveries.ts';
import type { Figures } from './harness/figures.ts';
import { withRedis } from './harness/with-redis.ts';

const LEADS = 1_000;
const LEADS_SHORT = 200;
const LOOK_EVERY_MS = 100;

export const cost: Bench = {
  about:
    'What a lead costs from its post to its end, with the sample company and a partner’s body of 300 bytes: in Redis, and in calls outside.',
  run,
};

/** Alerts are answered at once: one message a second and channel would be all that is measured. */
function run({ short }: BenchSize): Promise<BenchResult> {
  const leads = short ? LEADS_SHORT : LEADS;
  return withRedis(async ({ url }) => ({ subjects: await costs(url, leads), goals: [] }));
}

async function costs(redisUrl: string, leads: number): Promise<Record<string, Figures>> {
  const slack = { messages: 0 };
  const stack = await startStack({
    variables: { REDIS_URL: redisUrl },
    around: (name, port) => (name === 'alerts' ? { ...port, ...alertsCountedIn(slack) } : port),
  });
  const redis = new Redis(stack.leadline.redisUrl);
  // The first lead of all loads the scripts and learns the owners.
  await acceptAll(stack, 1);
  await stack.processAll();
  const before = await countersOf(redis);
  const callsBefore = callsOf(stack, slack);
  await acceptAll(stack, leads);
  const accepted = await countersOf(redis);
  const worker = startWorker(stack.leadline);
  while (!(await isOver(stack))) await sleep(LOOK_EVERY_MS);
  const completed = await countersOf(redis);
  const calls = callsOf(stack, slack);
  await worker.close();
  redis.disconnect();
  await stack.stop();

  const each = (from: Figures, to: Figures) =>
    Object.fromEntries(
      Object.keys(to).map((name) => [name, ((to[name] ?? 0) - (from[name] ?? 0)) / leads]),
    );
  return {
    'accepted, and waiting': each(before, accepted),
    'and then completed': each(accepted, completed),
    'both, as it is kept': { ...each(before, completed), ...each(callsBefore, calls) },
  };
}

async function acceptAll({ accept, env }: Stack, leads: number): Promise<void> {
  const headers = { authorization: `Bearer ${env['PARTNER_API_TOKEN']}` };
  for (let lead = 0; lead < leads; lead += 1) {
    const body = deliveries['referral']?.().body.toString() ?? '';
    await accept('partner-api', { body, contentType: 'application/json', headers });
  }
}

async function countersOf(redis: Redis): Promise<Figures> {
  const info = await redis.info();
  const of = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  return {
    'Redis bytes kept': of('used_memory'),
    'Redis commands': of('total_commands_processed'),
    'bytes to Redis': of('total_net_input_bytes'),
    'bytes from Redis': of('total_net_output_bytes'),
    'bytes to its file': of('aof_current_size'),
  };
}

async function isOver({ leadline }: Stack): Promise<boolean> {
  return (await leadline.ledger.balance()).byStatus.in_flight === 0;
}

function alertsCountedIn(slack: { messages: number }): Pick<Alerts, 'post' | 'find' | 'say'> {
  const say = async (channel: string) => ({ channel, ts: `${(slack.messages += 1)}.0` });
  return {
    post: async (_, { channel }) => say(channel),
    find: async () => undefined,
    say: async (_, { channel }) => say(channel),
  };
}

function callsOf({ hubspot, ga4, meta, webhook }: Stack, slack: { messages: number }): Figures {
  return {
    'HubSpot calls': hubspot.journal.length,
    'Slack messages': slack.messages,
    'other calls': [ga4, meta, webhook].reduce((sum, { journal }) => sum + journal.length, 0),
  };
}
