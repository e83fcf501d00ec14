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
  it('are as many as it does at once, whichever queue its leads come from', () => {
    const hands = createHands(() => 2);
    const ofItsQueue = hands.hold('task');
    const giveBack = hands.take('task');
    expect(hands.take('task')).toBeUndefined();
    expect(hands.take('alert')).toBeDefined();
    giveBack?.();
    expect(hands.take('task')).toBeDefined();
    ofItsQueue();
    expect(hands.take('task')).toBeDefined();
  });
});
