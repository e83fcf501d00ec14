import { startWeb } from '../src/web.ts';
import { startWorker } from '../src/worker.ts';
import { type Stack, startStack } from '../test/support/stack.ts';
import type { Bench, BenchResult, BenchSize } from './harness/bench.ts';
import { deliveries } from './harness/deliveries.ts';
import { at } from './harness/figures.ts';

const LEADS = 40;
const LEADS_SHORT = 5;

export const alert: Bench = {
  about:
    'From the post to the alert in Slack, one lead after another, stand-ins that answer at once.',
  run,
};

async function run({ short }: BenchSize): Promise<BenchResult> {
  const stack = await startStack();
  const times = await postToAlert(stack, short ? LEADS_SHORT : LEADS);
  const figures = { 'p50 ms': at(times, 0.5), 'p95 ms': at(times, 0.95) };
  return { subjects: { leadline: figures }, goals: [] };
}

async function postToAlert({ leadline, env, stop }: Stack, leads: number): Promise<number[]> {
  const server = await startWeb(leadline, 0);
  const worker = startWorker(leadline);
  const authorization = `Bearer ${env['PARTNER_API_TOKEN']}`;
  const times: number[] = [];
  for (let lead = 0; lead < leads; lead += 1) {
    const { body = '' } = deliveries['referral']?.() ?? {};
    const postedAt = Date.now();
    const answer = await fetch(`${server.url}/v1/sources/partner-api`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body,
    });
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
