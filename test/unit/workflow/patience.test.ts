import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Lead } from '../../../src/lead/lead.ts';
import type { Effects } from '../../../src/workflow/effect-once.ts';
import type { LeadPage, Ledger, Locks } from '../../../src/workflow/ledger.ts';
import type { LeadList, LeadTimes } from '../../../src/workflow/look-agenda.ts';
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
let waitMs = 0;
let held: Set<string>;
let received: LeadPage['leads'];
let read: { ids: number; records: number };

const locks: Locks = {
  take: async (name) => {
    if (held.has(name)) return undefined;
    held.add(name);
    return { lockKey: name, token: 'ours' };
  },
  isHeld: async (name) => held.has(name),
  release: async ({ lockKey }) => void held.delete(lockKey),
};

/** The ledger's lists by time, which count what is read of them. */
const times: LeadTimes = {
  within: async (list, { from, to, limit }) => {
    const all = list === 'received' ? received : (await listed(list)).leads;
    const leads = all
      .filter(({ at }) => at >= from && at <= to)
      .toSorted((one, other) => one.at - other.at);
    read.ids += Math.min(limit, leads.length);
    return { leads: leads.slice(0, limit), total: leads.length };
  },
};

async function listed(list: Exclude<LeadList, 'received'>): Promise<LeadPage> {
  return list === 'held' ? ledger.held(1_000) : ledger.list(list, { offset: 0, limit: 1_000 });
}

function countingRecords(memory: Ledger): Ledger {
  return {
    ...memory,
    load: (leadId) => {
      read.records += 1;
      return memory.load(leadId);
    },
  };
}

async function accept(
  leadId: string,
  parts: Pick<Lead, 'synthetic'> = {},
  receivedAt = clock,
): Promise<void> {
  received.push({ leadId, at: receivedAt });
  await ledger.accept({
    leadId,
    source: 'website',
    receivedAt,
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
    times,
    locks,
    systems: { waitMs: async () => waitMs, leaveAlone: async () => undefined },
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
  read = { ids: 0, records: 0 };
  received = [];
  ledger = countingRecords(createMemoryLedger() as Ledger);
  posted = [];
  failure = undefined;
  waitMs = 0;
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
    waitMs = 1;
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

describe('a round costs only what is due in it', () => {
  const MANY = 2_000;

  async function acceptMany(): Promise<void> {
    for (let each = 0; each < MANY; each += 1) await accept(`lead-${each}`);
  }

  async function roundReads(round: () => Promise<string[]>) {
    read = { ids: 0, records: 0 };
    const told = await round();
    return { told: told.length, ...read };
  }

  const NOTHING = { told: 0, ids: 0, records: 0 };

  it('reads nothing of the leads that were told of', async () => {
    await acceptMany();
    clock += PATIENCE;
    const { round } = patience();
    const rounds = [];
    for (let each = 0; each < 6; each += 1) {
      rounds.push(await roundReads(round));
      clock += 5_000;
    }
    expect(rounds.map(({ told }) => told)).toEqual([500, 500, 500, 500, 0, 0]);
    expect(rounds[5]).toEqual(NOTHING);
  });

  it('reads nothing of those whose next look is later, until it is', async () => {
    await acceptMany();
    clock += PATIENCE;
    failure = aFailure('refused');
    const { round } = patience();
    for (let each = 0; each < 4; each += 1) await round();
    clock += 5_000;
    expect(await roundReads(round)).toEqual(NOTHING);
    await accept('one-more');
    clock += PATIENCE;
    expect(await roundReads(round)).toEqual({ told: 0, ids: 1, records: 2 });
    failure = undefined;
    clock += 600_000;
    expect(await roundReads(round)).toMatchObject({ told: 500, ids: 0 });
  });

  it('looks at a held lead when it has waited for its people and as long as all others', async () => {
    await accept('lead-1');
    clock += 1_000;
    const until = clock + 3_600_000;
    await ledger.hold('lead-1', until, 'everybody is away', clock);
    const { round } = patience();
    clock += PATIENCE;
    expect(await roundReads(round)).toMatchObject({ told: 0, records: 1 });
    clock = until + PATIENCE - 1;
    expect(await roundReads(round)).toMatchObject({ told: 0, records: 0 });
    clock += 1;
    expect(await round()).toEqual(['lead-1']);
  });

  it('finds a lead that comes in late, and looks at none of the others again', async () => {
    for (const leadId of ['a', 'b', 'c']) await accept(leadId);
    clock += PATIENCE;
    const { round } = patience();
    expect(await round()).toHaveLength(3);
    clock += 3_600_000;
    await round();
    // As from a journal that was kept while Redis was away.
    await accept('of-an-hour-ago', {}, clock - 3_000_000);
    clock += 5_000;
    read = { ids: 0, records: 0 };
    expect(await round()).toEqual(['of-an-hour-ago']);
    expect(read.records).toBe(2);
    clock += 5_000;
    expect(await roundReads(round)).toEqual(NOTHING);
  });
});
