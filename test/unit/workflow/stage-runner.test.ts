import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Ledger,
  LedgerUnavailable,
  LostJob,
  type NewEntry,
  type StepEnd,
} from '../../../src/workflow/ledger.ts';
import type { World } from '../../../src/workflow/ports.ts';
import { done, type Outcome, skipped, wait } from '../../../src/workflow/stage.ts';
import { createStageRunner } from '../../../src/workflow/stage-runner.ts';
import { stepOf, stepsOfNewLead } from '../../../src/workflow/steps.ts';
import { SystemFailure, type SystemFailureDetails } from '../../../src/workflow/system-failure.ts';
import { aLead } from '../../support/lead-builder.ts';
import { createMemoryLedger } from '../../support/memory-ledger.ts';
import { createMemoryQueues } from '../../support/memory-queues.ts';

const lead = aLead();
const { leadId } = lead;
const ENDED: StepEnd = { state: 'done', result: {}, says: '' };

const entry: NewEntry = {
  leadId,
  source: 'website',
  receivedAt: 1_000,
  status: 'in_flight',
  lead,
  raw: { contentType: 'text/plain', bodyBase64: '', headers: {} },
  steps: stepsOfNewLead(['ga4']),
  duplicateKeys: [],
};

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const world: World = {
  now: () => 5_000,
  newLeadId: () => 'unused',
  random: () => 0.5,
  log: silent,
  metrics: { count: () => {}, observe: () => {}, gauge: () => {} },
};

function hubspot(parts: Partial<SystemFailureDetails>): SystemFailure {
  return new SystemFailure({
    ...{ system: 'hubspot', kind: 'unavailable', when: 'after', words: 'it broke' },
    ...parts,
  });
}

type StageBody = (work: Record<string, unknown>) => Promise<Outcome<unknown>>;

const doIt: StageBody = async () => done({ learned: true }, 'did it');

/** A runner whose stages all do what the test says, with one log of everything written. */
function setUp() {
  const order: string[] = [];
  const wrote = (write: string) => void order.push(write);
  const ledger = createMemoryLedger(wrote);
  const queues = createMemoryQueues(wrote);
  const paused: string[] = [];
  let waitMs = 0;
  let stage: StageBody = doIt;

  const runStep = createStageRunner({
    stageOf: ({ stage: name }) => ({
      name,
      systems: () => ['hubspot'],
      run: async (work: never) => {
        wrote(`ran ${name}`);
        return stage(work);
      },
    }),
    ledger: ledger as Ledger,
    queues,
    people: {
      keyOf: () => 'person',
      lease: async () => undefined,
      release: async () => wrote('released the person'),
      latest: async () => undefined,
      remember: async () => undefined,
    },
    systems: {
      waitMs: async () => waitMs,
      leaveAlone: async (system, forMs) => wrote(`left ${system} alone for ${forMs}`),
      pause: async ({ system }) => paused.push(system) === 1,
      resume: async () => undefined,
      paused: async () => [],
    },
    world,
    onPause: async ({ system, reason }) => wrote(`alarm: ${system}, ${reason}`),
  });

  return {
    ...{ order, ledger, queues },
    leaveAlone: (ms: number) => void (waitMs = ms),
    stageDoes: (does: StageBody) => void (stage = does),
    stageFails: (failure: unknown) =>
      void (stage = async () => {
        throw failure;
      }),
    run: (key: string) => runStep({ leadId, step: stepOf(key) }),
    stepOfLead: async (key: string) => (await ledger.load(leadId))?.steps[key],
  };
}

describe('running a step', () => {
  let setting: ReturnType<typeof setUp>;
  beforeEach(async () => {
    setting = setUp();
    await setting.ledger.accept(entry);
  });

  const endSteps = async (...keys: string[]) => {
    for (const key of keys) await setting.ledger.endStep(leadId, key, ENDED, 2_000);
    setting.order.length = 0;
  };

  it('ends it in the ledger before the next one is queued', async () => {
    expect(await setting.run('deduplicate')).toEqual({ act: 'complete' });
    expect(setting.order).toEqual(['ran deduplicate', 'done deduplicate', 'queued assign']);
  });

  it('lets the next lead of the same person go once the assignment is written down', async () => {
    await endSteps('deduplicate');
    await setting.run('assign');
    expect(setting.order).toEqual([
      'ran assign',
      'done assign',
      'released the person',
      'queued task',
      'queued alert',
      'queued convert~ga4',
    ]);
  });

  it('gives a stage the lead and everything that the stages before have learned', async () => {
    const learned: StepEnd = { state: 'done', result: { contactId: '501' }, says: '' };
    await setting.ledger.endStep(leadId, 'deduplicate', learned, 2_000);
    let given: Record<string, unknown> = {};
    setting.stageDoes(async (work) => {
      given = work;
      return done({}, '');
    });
    await setting.run('assign');
    expect(given).toEqual({ lead, contactId: '501' });
  });

  it('only hands on again when it was done before', async () => {
    await endSteps('deduplicate');
    expect(await setting.run('deduplicate')).toEqual({ act: 'complete' });
    expect(setting.order).toEqual(['queued assign']);
  });

  it('does nothing before the step that it waits for has ended', async () => {
    expect(await setting.run('task')).toEqual({ act: 'complete' });
    expect(setting.order).toEqual([]);
  });

  it('lets the steps after a skipped one go on', async () => {
    setting.stageDoes(async () => skipped('nothing to do'));
    await setting.run('deduplicate');
    expect(await setting.stepOfLead('deduplicate')).toMatchObject({ state: 'skipped' });
    expect(await setting.run('assign')).toEqual({ act: 'complete' });
    expect(setting.order).toContain('ran assign');
  });

  it('leaves a lead alone that nobody knows any more', async () => {
    setting = setUp();
    expect(await setting.run('deduplicate')).toEqual({ act: 'complete' });
    expect(setting.order).toEqual([]);
  });

  it('fails the job of a dead letter without running it', async () => {
    setting.stageFails(hubspot({ kind: 'invalid' }));
    await setting.run('deduplicate');
    setting.order.length = 0;
    expect(await setting.run('deduplicate')).toMatchObject({ act: 'fail' });
    expect(setting.order).toEqual([]);
  });

  it('comes back later when the stage wants to wait, and spends no attempt', async () => {
    setting.stageDoes(async () => wait(700, 'another lead is first'));
    expect(await setting.run('deduplicate')).toEqual({ act: 'delay', forMs: 700 });
    expect(await setting.stepOfLead('deduplicate')).toMatchObject({ attempts: 0 });
  });

  it('does not call a system that is held, but looks again after a while', async () => {
    setting.leaveAlone(1_500);
    expect(await setting.run('deduplicate')).toEqual({ act: 'delay', forMs: 1_500 });
    setting.leaveAlone(3_600_000);
    expect(await setting.run('deduplicate')).toEqual({ act: 'delay', forMs: 5_000 });
    expect(setting.order).toEqual([]);
  });
});

describe('a step that fails', () => {
  let setting: ReturnType<typeof setUp>;
  beforeEach(async () => {
    setting = setUp();
    await setting.ledger.accept(entry);
  });

  it('lets all stages of a throttled system wait, and spends no attempt', async () => {
    setting.stageFails(hubspot({ kind: 'throttled', retryAfterMs: 4_000 }));
    expect(await setting.run('deduplicate')).toEqual({ act: 'delay', forMs: 4_000 });
    expect(setting.order).toContain('left hubspot alone for 4000');
    expect(await setting.stepOfLead('deduplicate')).toMatchObject({ attempts: 0 });
  });

  it('waits alone when our own budget is used up', async () => {
    setting.stageFails(hubspot({ kind: 'throttled', when: 'before', retryAfterMs: 300 }));
    expect(await setting.run('deduplicate')).toEqual({ act: 'delay', forMs: 300 });
    expect(setting.order).toEqual(['ran deduplicate']);
  });

  it('raises one alarm for a bad credential, however many leads meet it', async () => {
    setting.stageFails(hubspot({ kind: 'unauthorised', words: '401' }));
    expect(await setting.run('deduplicate')).toEqual({ act: 'delay', forMs: 5_000 });
    expect(await setting.run('deduplicate')).toEqual({ act: 'delay', forMs: 5_000 });
    expect(setting.order.filter((each) => each.startsWith('alarm'))).toEqual([
      'alarm: hubspot, 401',
    ]);
    expect(await setting.stepOfLead('deduplicate')).toMatchObject({ attempts: 0 });
  });

  it('is tried again later when its system broke, and the story says why', async () => {
    setting.stageFails(hubspot({}));
    expect(await setting.run('deduplicate')).toEqual({ act: 'delay', forMs: 1_750 });
    expect(await setting.stepOfLead('deduplicate')).toMatchObject({ attempts: 1 });
    expect(await setting.ledger.story(leadId)).toContainEqual({
      at: 5_000,
      step: 'deduplicate',
      what: 'failed',
      says: 'it broke',
    });
  });

  it('enters the dead letter before it marks the step, and marks it before the job fails', async () => {
    setting.stageFails(hubspot({ kind: 'invalid', words: '400 INVALID_EMAIL' }));
    const ended = await setting.run('deduplicate');
    expect(ended).toEqual({ act: 'fail', says: '400 INVALID_EMAIL' });
    expect(setting.order).toEqual([
      'ran deduplicate',
      'entered deduplicate',
      'dead deduplicate',
      'released the person',
    ]);
  });

  it('gives a defect of leadline up after a few attempts', async () => {
    setting.stageFails(new TypeError('a defect'));
    expect(await setting.run('deduplicate')).toMatchObject({ act: 'delay' });
    expect(await setting.run('deduplicate')).toMatchObject({ act: 'delay' });
    expect(await setting.run('deduplicate')).toMatchObject({ act: 'fail' });
    expect(setting.queues.entries()).toHaveLength(1);
  });

  it('concludes nothing when another worker has taken the job over', async () => {
    setting.stageFails(new LostJob(leadId));
    expect(await setting.run('deduplicate')).toEqual({ act: 'complete' });
    expect(setting.order).toEqual(['ran deduplicate']);
  });

  it('gives the job back as it is when the ledger can not be reached', async () => {
    setting.stageFails(new LedgerUnavailable('reading a lead'));
    await expect(setting.run('deduplicate')).rejects.toThrow(LedgerUnavailable);
    expect(await setting.stepOfLead('deduplicate')).toMatchObject({ state: 'pending' });
  });
});
