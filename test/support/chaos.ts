import type { Leadline } from '../../src/compose.ts';
import type { FailureOrder } from '../../src/sandbox/failure-order.ts';
import type { Balance } from '../../src/workflow/ledger.ts';
import { type Chance, createChance } from './chance.ts';
import { type ChaosScene, startChaosScene, VICTIMS, type Victim } from './chaos-scene.ts';
import { type ChaosSenders, type ChaosSubmission, startSenders } from './chaos-senders.ts';
import { exampleVariables } from './company.ts';
import { effectsMade } from './effects-made.ts';

export type ChaosOptions = {
  /** The same seed sends the same people and kills in the same order. */
  seed: number;
  /** So many are sent; without end, as long as there are kills. */
  leads: number;
  /** How long there are kills, if the leads last so long. */
  forMs: number;
  /** Between two posts of each of six senders. */
  everyMs: number;
  /** What happens, as it happens. */
  say: (line: string) => void;
};

export type ChaosResult = {
  answered: number;
  repeated: number;
  kills: Record<Victim, number>;
  /** Answers that the stand-ins were told to spoil. */
  spoilt: number;
  replayed: number;
  balance: Balance;
  /** Everything that is lost, doubled or not ended: empty, or leadline has broken its promise. */
  differences: string[];
};

/** A web process that is killed as often as the others would hardly get to answer. */
const WEIGHED = ['web', 'worker 1', 'worker 2', 'worker 1', 'worker 2', 'redis', 'redis'] as const;

/** The last kill is followed by so much time at most until every lead has to have ended. */
const ENDS_WITHIN_MS = 150_000;

/** Kills at random while leads come in; then lets all of them end, and counts. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const scene = await startChaosScene();
  try {
    const chance = createChance(options.seed);
    const senders = startSenders({
      ...options,
      url: scene.url,
      token: exampleVariables()['PARTNER_API_TOKEN'] ?? '',
      chance: createChance(options.seed + 1),
    });
    const { kills, spoilt } = await killUntilSent(scene, senders, chance, options);
    const { hubspot, slack, meta, webhook } = scene.sandbox;
    for (const system of [hubspot, slack, meta, webhook]) system.mend();
    await Promise.all(VICTIMS.map((victim) => scene.isReady(victim)));
    await senders.done;
    const replayed = await endAll(scene.onlooker, senders.answered.length);
    return {
      answered: senders.answered.length,
      repeated: senders.repeated(),
      kills,
      spoilt,
      replayed,
      balance: await scene.onlooker.ledger.balance(),
      differences: await differences(scene, senders.answered),
    };
  } finally {
    await scene.stop();
  }
}

async function killUntilSent(
  scene: ChaosScene,
  senders: ChaosSenders,
  chance: Chance,
  { leads, forMs, say }: ChaosOptions,
): Promise<Pick<ChaosResult, 'kills' | 'spoilt'>> {
  const kills: Record<Victim, number> = { web: 0, 'worker 1': 0, 'worker 2': 0, redis: 0 };
  let spoilt = 0;
  const sent = new AbortController();
  void senders.done.then(() => sent.abort());
  const until = Date.now() + forMs;
  while (!sent.signal.aborted && Date.now() < until) {
    await pause(chance.between(500, 3_000));
    if (chance.happens(0.5)) spoilt += spoil(scene, chance);
    const victim = chance.pick(WEIGHED);
    await scene.kill(victim);
    kills[victim] += 1;
    say(`killed ${victim}; ${senders.answered.length} answered`);
    // Often two are away at once.
    if (chance.happens(0.3)) {
      const other = chance.pick(WEIGHED);
      await scene.kill(other);
      if (other !== victim) kills[other] += 1;
    }
    await pause(chance.between(0, 600));
    // Not awaited to be ready: it may well be killed again while it starts.
    for (const each of VICTIMS) await scene.revive(each);
  }
  if (!Number.isFinite(leads)) senders.stop();
  return { kills, spoilt };
}

const SPOILT: readonly [Partial<FailureOrder>, ...Partial<FailureOrder>[]] = [
  { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' },
  { status: 504 },
  { how: 'reset' },
  { how: 'hang', forMs: 2_000 },
];

/** The next few calls of an outside system break, before or after they were carried out. */
function spoil({ sandbox }: ChaosScene, chance: Chance): number {
  const times = chance.between(1, 4);
  const when = chance.happens(0.5) ? 'before' : 'after';
  const system = chance.pick(['hubspot', 'slack', 'meta', 'webhook'] as const);
  sandbox[system].fail({ ...chance.pick(SPOILT), when, times });
  return times;
}

/** Waits until no lead is under way; dead letters are replayed, as operations would. */
async function endAll({ ledger, deadLetters }: Leadline, wanted: number): Promise<number> {
  const until = Date.now() + ENDS_WITHIN_MS;
  let replayed = 0;
  for (;;) {
    const { accepted, byStatus } = await ledger.balance();
    if (accepted >= wanted && byStatus.complete === accepted) return replayed;
    if (Date.now() > until) return replayed;
    for (const { deadLetter } of byStatus.dead > 0 ? await deadLetters.find({}) : []) {
      await deadLetters.replay(deadLetter);
      replayed += 1;
    }
    await pause(200);
  }
}

async function differences(
  { onlooker: { ledger }, sandbox, setAside }: ChaosScene,
  answered: ChaosSubmission[],
): Promise<string[]> {
  const found: string[] = [];
  const expect = (what: string, is: unknown, wanted: unknown) => {
    if (is !== wanted) found.push(`${what}: ${String(is)} instead of ${String(wanted)}`);
  };
  const leads = await allLeads(ledger);
  const { accepted, balanced, astray } = await ledger.balance();
  expect('balanced', balanced, true);
  expect('astray', astray.join(' '), '');
  expect('accepted', accepted, answered.length);
  expect('put aside by the journal', setAside().join(' '), '');

  const madeBy = effectsMade(sandbox);
  for (const { number, email } of answered) {
    const ofNumber = leads.filter((lead) => lead.number === number);
    expect(`leads of submission ${number}`, ofNumber.length, 1);
    for (const { leadId, status } of ofNumber) {
      const made = madeBy({ leadId, email });
      expect(`${leadId} status`, status, 'complete');
      expect(`${leadId} contacts of its person`, made.contacts, 1);
      expect(`${leadId} alerts`, made.alerts, 1);
      expect(`${leadId} meta events`, made.meta, 1);
      expect(`${leadId} webhooks`, made.webhook, 1);
      // Google Analytics can neither be asked nor be repeated to: an event may be missing.
      expect(`${leadId} ga4 events`, Math.max(made.ga4, 1), 1);
    }
  }
  for (const person of new Set(answered.map((each) => each.person))) {
    const own = answered.filter((each) => each.person === person).map(({ number }) => number);
    const tasks = leads
      .filter(({ number }) => own.includes(number))
      .reduce((sum, { leadId }) => sum + madeBy({ leadId, email: '' }).tasks, 0);
    expect(`tasks of person ${person}, who wrote ${own.length} times`, tasks, 1);
  }
  return found;
}

type ChaosLead = { leadId: string; status: string; number: number };

async function allLeads(ledger: Leadline['ledger']): Promise<ChaosLead[]> {
  const found: ChaosLead[] = [];
  for (const status of ['complete', 'in_flight', 'dead', 'quarantined'] as const) {
    const { leads } = await ledger.list(status, { offset: 0, limit: 1_000_000 });
    for (const { leadId } of leads) {
      const message = (await ledger.load(leadId))?.lead?.message;
      found.push({ leadId, status, number: Number(/referral (\d+)/.exec(message ?? '')?.[1]) });
    }
  }
  return found;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
