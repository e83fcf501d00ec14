import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { startWeb } from '../src/web.ts';
import { startWorker } from '../src/worker.ts';
import { type Stack, startStack } from '../test/support/stack.ts';
import type { Bench, BenchResult, BenchSize } from './harness/bench.ts';
import { deliveries } from './harness/deliveries.ts';
import { at } from './harness/figures.ts';

const LEADS = 100;
const LEADS_SHORT = 15;

/** What each outside system takes to answer. */
const ANSWER_MS = 80;

/** Slack takes about one message a second and channel, and an idle system is what is measured. */
const APART_MS = 1_000;

const LOOK_EVERY_MS = 2;

export const postToAlert: Bench = {
  about: `From the post to the alert in Slack on an idle system, when each outside system answers in ${ANSWER_MS} ms; the unit is one such call.`,
  run,
};

async function run({ short }: BenchSize): Promise<BenchResult> {
  const stack = await startStack();
  for (const standIn of [stack.hubspot, stack.slack]) standIn.setLatency(ANSWER_MS);
  const { hubspot } = stack;
  const leads = short ? LEADS_SHORT : LEADS;
  const { alerted, call } = await timesOf(stack, leads);
  const calls = hubspot.journal.filter(({ path }) => path.includes('/objects/'));
  // The task is made beside the alert, and not on its path.
  const onPath = calls.filter(({ path }) => path.includes('/contacts'));
  await stack.stop();

  const unit = at(call, 0.5);
  const [p50, p99] = [at(alerted, 0.5), at(alerted, 0.99)];
  return {
    subjects: {
      'one outside call': { 'p50 ms': unit, 'p99 ms': at(call, 0.99) },
      'post to alert': {
        'p50 ms': p50,
        'p99 ms': p99,
        'HubSpot calls a lead': calls.length / (leads + 1),
        'before the alert': onPath.length / (leads + 1),
      },
    },
    goals: [
      { says: 'median from post to alert, in outside calls', ratio: p50 / unit, atMost: 3.5 },
      {
        says: 'p99 from post to alert, in outside calls',
        ratio: p99 / unit,
        atMost: 5,
        // Of so few, it is the slowest of all.
        ...(short && { isTime: true as const }),
      },
      {
        says: 'HubSpot calls before the alert (read, write)',
        ratio: onPath.length / (leads + 1),
        atMost: 2,
      },
    ],
  };
}

/** The bare call is timed between the leads, so that what else the machine does meets both. */
async function timesOf(
  stack: Stack,
  leads: number,
): Promise<{ alerted: number[]; call: number[] }> {
  const { leadline, env } = stack;
  const server = await startWeb(leadline, 0);
  const worker = startWorker(leadline);
  const web = new Pool(server.url, { keepAliveTimeout: 60_000 });
  const outside = new Pool(stack.hubspot.url, { keepAliveTimeout: 60_000 });
  const authorization = `Bearer ${env['PARTNER_API_TOKEN']}`;
  const alerted: number[] = [];
  const call: number[] = [];
  for (let lead = 0; lead <= leads; lead += 1) {
    const callAt = performance.now();
    await (
      await outside.request({ method: 'GET', path: '/account-info/2026-09/details' })
    ).body.dump();
    const callMs = performance.now() - callAt;
    await sleep(APART_MS);

    const { body, headers } = deliveries['referral']?.() ?? {};
    const posted = stack.slack.state().messages.length;
    const postedAt = performance.now();
    const answer = await web.request({
      method: 'POST',
      path: '/v1/sources/partner-api',
      headers: { ...headers, authorization },
      body: body ?? '',
    });
    await answer.body.dump();
    while (stack.slack.state().messages.length === posted) await sleep(LOOK_EVERY_MS);
    // The first one warms up what loads on first use.
    if (lead === 0) continue;
    alerted.push(performance.now() - postedAt);
    call.push(callMs);
  }
  await Promise.all([web.close(), outside.close(), server.close(), worker.close()]);
  return { alerted, call };
}
