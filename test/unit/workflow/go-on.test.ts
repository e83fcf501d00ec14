import { describe, expect, it } from '@jest/globals';
import { goOn } from '../../../src/workflow/go-on.ts';
import { createHands } from '../../../src/workflow/hands.ts';
import type { JobEnd } from '../../../src/workflow/job.ts';
import { type LeadRecord, LedgerUnavailable } from '../../../src/workflow/ledger.ts';
import { type StageName, type Step, stepKey, stepsOfNewLead } from '../../../src/workflow/steps.ts';
import { aLead } from '../../support/lead-builder.ts';
import { createMemoryQueues } from '../../support/memory-queues.ts';

const ENDED = { act: 'ended' } as const;

function recordOf(synthetic = false): LeadRecord {
  const lead = aLead();
  return {
    ...{ leadId: lead.leadId, source: 'website', receivedAt: 1_000, status: 'in_flight' },
    lead: synthetic ? { ...lead, synthetic: true } : lead,
    steps: Object.fromEntries(
      stepsOfNewLead(['ga4']).map((key) => [
        key,
        { state: 'pending' as const, attempts: 0, generation: 0 },
      ]),
    ),
    effects: {},
  };
}

/** Goes on after a step of a new lead, and answers everything that was run or queued. */
async function after(
  step: Step,
  given: {
    ends?: Record<string, JobEnd | typeof ENDED>;
    limits?: Partial<Record<StageName, number>>;
    record?: LeadRecord;
    run?: (next: Step) => Promise<JobEnd | typeof ENDED>;
  } = {},
): Promise<string[]> {
  const order: string[] = [];
  const { ends = {}, limits = {}, record = recordOf() } = given;
  const run = async (next: Step) => {
    order.push(`ran ${stepKey(next)}`);
    return given.run ? given.run(next) : (ends[stepKey(next)] ?? ENDED);
  };
  const queues = createMemoryQueues((write) => void order.push(write));
  const hands = createHands((stage) => limits[stage] ?? 10);
  await goOn({ queues, record, step, run, hands }).catch((error: unknown) => {
    order.push((error as Error).name);
  });
  return order;
}

describe('a job that has ended its step', () => {
  it('goes on to the end of the lead while its way is free', async () => {
    expect(await after({ stage: 'deduplicate' })).toEqual([
      'ran assign',
      'ran task',
      'ran alert',
      'ran convert~ga4',
    ]);
  });

  it('leaves a step to its queue when the stage has its hands full', async () => {
    const order = await after({ stage: 'assign' }, { limits: { alert: 0 } });
    expect(order.toSorted()).toEqual(['queued alert', 'ran convert~ga4', 'ran task']);
  });

  it('leaves a step that has to wait to its queue, and nothing after it is begun', async () => {
    const ends = { assign: { act: 'delay', forMs: 700 } } as const;
    expect(await after({ stage: 'deduplicate' }, { ends })).toEqual([
      'ran assign',
      'queued assign in 700 ms',
    ]);
  });

  it('lets the job of a dead letter stand among the failed ones', async () => {
    const ends = { task: { act: 'fail', says: '400' } } as const;
    expect(await after({ stage: 'assign' }, { ends })).toEqual([
      'ran task',
      'ran alert',
      'ran convert~ga4',
      'queued task',
    ]);
  });

  it('queues nothing of what another worker has taken over', async () => {
    const ends = { assign: { act: 'complete' } } as const;
    expect(await after({ stage: 'deduplicate' }, { ends })).toEqual(['ran assign']);
  });

  it('sends a canary through every queue', async () => {
    const record = recordOf(true);
    expect(await after({ stage: 'assign' }, { record })).toEqual([
      'queued task',
      'queued alert',
      'queued convert~ga4',
    ]);
  });

  it('gives itself back when the ledger is away, once the steps beside it have ended', async () => {
    const ended: string[] = [];
    const order = await after(
      { stage: 'assign' },
      {
        run: async (next) => {
          if (next.stage === 'task') throw new LedgerUnavailable('ending a step');
          await new Promise((resolve) => setImmediate(resolve));
          ended.push(stepKey(next));
          return ENDED;
        },
      },
    );
    expect(ended).toEqual(['alert', 'convert~ga4']);
    expect(order.at(-1)).toBe('LedgerUnavailable');
  });
});

describe('the hands of a stage', () => {
  it('are as many as it does at once, whichever queue its leads come from', async () => {
    const hands = createHands(() => 2);
    const ofItsQueue = hands.takeAnyway('task');
    const giveBack = await hands.take('task', 0);
    expect(await hands.take('task', 0)).toBeUndefined();
    expect(await hands.take('alert', 0)).toBeDefined();
    giveBack?.();
    expect(await hands.take('task', 0)).toBeDefined();
    ofItsQueue();
    expect(await hands.take('task', 0)).toBeDefined();
  });

  it('go to whoever has waited longest', async () => {
    const hands = createHands(() => 1);
    const order: string[] = [];
    const giveBack = await hands.take('task', 0);
    const take = async (name: string) => {
      const mine = await hands.take('task', 60_000);
      order.push(name);
      mine?.();
    };
    const [first, second] = [take('first'), take('second')];
    giveBack?.();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });

  it('are not given to a waiting one while jobs of the queue are more than they should be', async () => {
    const hands = createHands(() => 1);
    const [one, other] = [hands.takeAnyway('task'), hands.takeAnyway('task')];
    let taken = false;
    const waiting = hands.take('task', 60_000).then(() => (taken = true));
    one();
    await Promise.resolve();
    expect(taken).toBe(false);
    other();
    await waiting;
    expect(taken).toBe(true);
  });
});
