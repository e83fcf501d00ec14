import type { Settings } from '../src/settings/settings.ts';
import { startWorker } from '../src/worker.ts';
import type { Alerts } from '../src/workflow/ports.ts';
import { type Stack, startStack } from '../test/support/stack.ts';
import type { Bench, BenchResult, BenchSize } from './harness/bench.ts';
import { deliveries } from './harness/deliveries.ts';
import type { Figures } from './harness/figures.ts';

const LEADS = 10_000;
const LEADS_SHORT = 3_000;
const SENDERS = 32;
const LOOK_EVERY_MS = 100;

/** What a Professional account may call, which the stand-in enforces. */
const CALLS_MAX = 190;
const INTERVAL_MS = 10_000;

/** How long HubSpot's stand-in takes to answer: a call of a hundred is no quicker at HubSpot's. */
const ANSWER_MS = 80;

export const hubspotBurst: Bench = {
  about: `A burst of new people, until each is in HubSpot with owner and task. The stand-in answers in ${ANSWER_MS} ms and enforces ${CALLS_MAX} calls in ten seconds.`,
  run,
};

/**
 * The leads are accepted before the worker starts, since the web side is another process in
 * earnest. The time is compared with what the same number of calls takes at the limit. Alerts are answered
 * at once, since one message a second and channel would be all that is measured; nothing is
 * reported to ad platforms.
 */
async function run({ short }: BenchSize): Promise<BenchResult> {
  const leads = short ? LEADS_SHORT : LEADS;
  const stack = await startStack({
    settings: withoutDestinations,
    around: (name, port) => (name === 'alerts' ? { ...port, ...alertsAtOnce } : port),
  });
  stack.hubspot.setLatency(ANSWER_MS);
  const figures = await burst(stack, leads);
  await stack.stop();
  const {
    'calls a lead': callsPerLead = 0,
    seconds = 0,
    'seconds at the limit': ideal = 1,
  } = figures;
  return {
    subjects: { leadline: figures },
    goals: [
      { says: 'HubSpot calls a lead', ratio: callsPerLead, atMost: 0.06 },
      {
        says: 'time of the burst : time of its calls at the limit',
        ratio: seconds / ideal,
        atMost: 1.5,
        // The limit is a time, however fast the machine is.
        isTime: true,
      },
    ],
  };
}

async function burst(stack: Stack, leads: number): Promise<Figures> {
  const postedAt = performance.now();
  await acceptAll(stack, leads);
  const startedAt = performance.now();
  const worker = startWorker(stack.leadline);
  while ((await completed(stack)) < leads) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  const ms = performance.now() - startedAt;
  await worker.close();
  const { journal } = stack.hubspot;
  const { contacts } = stack.hubspot.state();
  const owned = contacts.filter(({ properties }) => properties['hubspot_owner_id']).length;
  if (owned < leads) throw new Error(`${leads - owned} of ${leads} contacts have no owner`);
  return {
    leads,
    'accepted in s': (startedAt - postedAt) / 1_000,
    seconds: ms / 1_000,
    'seconds at the limit': (journal.length / CALLS_MAX) * (INTERVAL_MS / 1_000),
    calls: journal.length,
    'calls a lead': journal.length / leads,
    'refused 429': journal.filter(({ status }) => status === 429).length,
  };
}

async function acceptAll({ post, env }: Stack, leads: number): Promise<void> {
  const authorization = `Bearer ${env['PARTNER_API_TOKEN']}`;
  let left = leads;
  const sender = async () => {
    while (left > 0) {
      left -= 1;
      const { body = '' } = deliveries['referral']?.() ?? {};
      const contentType = 'application/json';
      const answer = await post('partner-api', {
        body: body.toString(),
        contentType,
        headers: { authorization },
      });
      if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.body}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

async function completed({ leadline }: Stack): Promise<number> {
  return (await leadline.ledger.balance()).byStatus.complete;
}

function withoutDestinations(settings: Settings): Settings {
  return { ...settings, conversions: { destinations: {} } };
}

let posted = 0;
const alertsAtOnce: Pick<Alerts, 'post' | 'find' | 'say'> = {
  post: async (_, { channel }) => ({ channel, ts: `${(posted += 1)}.0` }),
  find: async () => undefined,
  say: async (_, { channel }) => ({ channel, ts: `${(posted += 1)}.0` }),
};
