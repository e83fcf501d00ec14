import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Lead } from '../../../src/lead/lead.ts';
import type { Effects } from '../../../src/workflow/effect-once.ts';
import type { Ledger, Locks } from '../../../src/workflow/ledger.ts';
import { createPatience, type PatienceDeps } from '../../../src/workflow/patience.ts';
import { stepsOfNewLead } from '../../../src/workflow/steps.ts';
import { SystemFailure } from '../../../src/workflow/system-failure.ts';
import { aLead } from '../../support/lead-builder.ts';
import { createMemoryLedger } from '../../support/memory-ledger.ts';
import { aDecision } from '../routing/routing-fixture.ts';

const PATIENCE = 300_000;
const DAY = 24 * 3_600_000;

let clock = 0;
let ledger: Ledger;
let posted: string[];
let failure: SystemFailure | undefined;
let heldMs = 0;
let held: Set<string>;

const locks: Locks = {
  take: async (name) => {
    if (held.has(name)) return undefined;
    held.add(name);
    return { lockKey: name, token: 'ours' };
  },
  isHeld: async (name) => held.has(name),
  release: async ({ lockKey }) => void held.delete(lockKey),
};

async function accept(leadId: string, parts: Pick<Lead, 'synthetic'> = {}): Promise<void> {
  await ledger.accept({
    leadId,
    source: 'website',
    receivedAt: clock,
    status: 'in_flight',
    lead: aLead({ leadId, ...parts }),
    raw: { contentType: '', bodyBase64: '', headers: {} },
    steps: stepsOfNewLead([]),
    duplicateKeys: [],
  });
}

async function announce({ leadId }: { leadId: string }, effects: Effects) {
  const place = { channel: 'C01' };
  const decision = aDecision();
  const settle = async () => undefined;
  await effects.once({ name: 'announcement', make: async () => ({ decision, place }), settle });
  const reference = await effects.once({
    name: 'alert-provisional',
    make: async () => {
      if (failure) throw failure;
      posted.push(leadId);
      return { channel: 'C01', ts: '1.0' };
    },
    settle,
  });
  return { ...reference, decision, place };
}

function aFailure(kind: 'refused' | 'unavailable'): SystemFailure {
  return new SystemFailure({ system: 'slack', kind, when: 'after', words: 'no' });
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function patience(more: Partial<PatienceDeps> = {}) {
  return createPatience({
    ledger,
    locks,
    systems: { heldMs: async () => heldMs, hold: async () => undefined },
    world: {
      now: () => clock,
      newLeadId: () => '',
      random: () => 0,
      log: silent,
      metrics: { count: () => {}, observe: () => {}, gauge: () => {} },
    },
    announce,
    alertSystem: 'slack',
    patienceMs: PATIENCE,
    ...more,
  });
}

beforeEach(() => {
  clock = 1_000_000;
  ledger = createMemoryLedger() as Ledger;
  posted = [];
  failure = undefined;
  heldMs = 0;
  held = new Set();
});

describe('patience with the CRM', () => {
  it('ends for a lead that is not assigned in time, oldest first, and once', async () => {
    await accept('lead-1');
    clock += 1_000;
    await accept('lead-2');
    const { round } = patience();
    clock += PATIENCE - 1_000;
    expect(await round()).toEqual(['lead-1']);
    clock += 1_000;
    expect(await round()).toEqual(['lead-2']);
    expect(await patience().round()).toEqual([]);
    expect(posted).toEqual(['lead-1', 'lead-2']);
  });

  it('does not matter to a lead that was assigned, nor to a canary', async () => {
    await accept('lead-1');
    const said = { state: 'done', result: {}, says: '' } as const;
    await ledger.endStep('lead-1', 'deduplicate', said, clock);
    await ledger.endStep('lead-1', 'assign', said, clock);
    await accept('lead-2', { synthetic: true });
    clock += PATIENCE;
    expect(await patience().round()).toEqual([]);
  });

  it('ends as well for a lead whose assignment is a dead letter', async () => {
    await accept('lead-1');
    await ledger.markDead({
      leadId: 'lead-1',
      step: 'deduplicate',
      generation: 0,
      at: clock,
      errorClass: 'unavailable',
      words: '',
      advice: '',
      attempts: [],
    });
    clock += PATIENCE;
    expect(await patience().round()).toEqual(['lead-1']);
  });

  it('says nothing of a lead a day later', async () => {
    await accept('lead-1');
    clock += DAY;
    expect(await patience().round()).toEqual([]);
  });

  it('leaves a lead to the worker that is at it', async () => {
    await accept('lead-1');
    held.add('announcement:lead-1');
    clock += PATIENCE;
    const { round } = patience();
    expect(await round()).toEqual([]);
    held.clear();
    expect(await round()).toEqual(['lead-1']);
  });

  it('waits while the alerts are held', async () => {
    await accept('lead-1');
    clock += PATIENCE;
    heldMs = 1;
    expect(await patience().round()).toEqual([]);
    expect(posted).toEqual([]);
  });

  it('gives up a round when the alerts do not answer, and goes on in the next', async () => {
    await accept('lead-1');
    await accept('lead-2');
    clock += PATIENCE;
    failure = aFailure('unavailable');
    const { round } = patience();
    expect(await round()).toEqual([]);
    failure = undefined;
    expect((await round()).toSorted()).toEqual(['lead-1', 'lead-2']);
    expect(held.size).toBe(0);
  });

  it('tries a refused one again after a while, and is not kept from the others by it', async () => {
    await accept('lead-1');
    clock += PATIENCE;
    failure = aFailure('refused');
    const { round } = patience();
    await round();
    failure = undefined;
    expect(await round()).toEqual([]);
    clock += 600_000;
    expect(await round()).toEqual(['lead-1']);
  });
});
