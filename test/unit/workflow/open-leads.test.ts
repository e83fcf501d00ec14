import { describe, expect, it } from '@jest/globals';
import { type Team, teamSchema } from '../../../src/routing/team.ts';
import type { LeadRecord, StepRecord } from '../../../src/workflow/ledger.ts';
import {
  createOpenLeads,
  looksAtOpenLeads,
  type WatchedRotation,
} from '../../../src/workflow/open-leads.ts';
import type { Crm } from '../../../src/workflow/ports.ts';
import { SystemFailure } from '../../../src/workflow/system-failure.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.parse('2026-11-23T12:00:00Z');

function teamWith(ada: object = {}, dach: object = {}): Team {
  return teamSchema.parse({
    members: { ada: { name: 'Ada', email: 'ada@seller.example', ...ada } },
    pools: { dach: { members: ['ada'], ...dach } },
  });
}

const CAPPED = teamWith({ cap: { open: 5 } });

type Step = Partial<Pick<StepRecord, 'state' | 'result'>>;

function record(leadId: string, task: Step, status: LeadRecord['status'] = 'complete'): LeadRecord {
  const step = { state: 'done', attempts: 0, generation: 0, ...task } as const;
  return {
    ...{ leadId, source: 'website', receivedAt: NOW, status, effects: {} },
    steps: { task: step },
  };
}

type Open = { leadId: string; at?: number; record?: LeadRecord };

/** Rounds over these open leads, of which each has been open since `at`. */
function scene(parts: {
  open: Open[];
  shadow?: { open: Open[]; team: Team; openForDays?: number };
  states?: Awaited<ReturnType<Crm['taskStates']>>;
  team?: Team;
  waitMs?: number;
  locked?: boolean;
  failure?: SystemFailure;
}) {
  const closed: string[] = [];
  const closedInShadow: string[] = [];
  const asked: string[][] = [];
  const openLeads = createOpenLeads({
    rotations: () => [
      { rotation: rotationOf(parts.open, closed), team: parts.team ?? CAPPED, openForDays: 30 },
      ...(parts.shadow
        ? [
            {
              rotation: rotationOf(parts.shadow.open, closedInShadow),
              team: parts.shadow.team,
              openForDays: parts.shadow.openForDays ?? 30,
            },
          ]
        : []),
    ],
    ledger: { load: async (leadId) => parts.open.find((each) => each.leadId === leadId)?.record },
    crm: {
      system: 'hubspot',
      taskStates: async (taskIds) => {
        asked.push(taskIds);
        if (parts.failure) throw parts.failure;
        return parts.states ?? {};
      },
    },
    systems: { waitMs: async () => parts.waitMs ?? 0 },
    locks: { take: async () => (parts.locked ? undefined : { lockKey: 'k', token: 't' }) },
    world: {
      now: () => NOW,
      log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    },
  });
  return { round: openLeads.round, closed, closedInShadow, asked };
}

function rotationOf(all: Open[], closed: string[]): WatchedRotation['rotation'] {
  return {
    open: async (limit) =>
      all.slice(0, limit).map(({ leadId, at = NOW }) => ({ leadId, member: 'ada', at })),
    close: async (leadId) => void closed.push(leadId),
  };
}

function failureOf(kind: 'throttled' | 'unavailable'): SystemFailure {
  return new SystemFailure({ system: 'hubspot', kind, when: 'before', words: 'not now' });
}

function nothing(): void {
  // Nothing is looked at in the log here.
}

function withTask(leadId: string, taskId = `task of ${leadId}`) {
  return { leadId, record: record(leadId, { result: { taskId } }) };
}

describe('a lead counts as open', () => {
  it('until its task is completed, or deleted in the CRM', async () => {
    const { round, asked } = scene({
      open: ['a', 'b', 'c', 'd'].map((leadId) => withTask(leadId, leadId)),
      states: { a: 'open', b: 'completed', c: 'gone' },
    });
    expect(await round()).toEqual(['b', 'c']);
    expect(asked).toEqual([['a', 'b', 'c', 'd']]);
  });

  it('as long as its task is still to be made', async () => {
    const waiting = ['pending', 'dead'] as const;
    const open = waiting.map((state) => ({ leadId: state, record: record(state, { state }) }));
    const { round, asked } = scene({ open });
    expect(await round()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it.each([
    ['joins the task of another lead', record('a', { state: 'skipped' })],
    ['has a task that somebody discarded', record('a', { state: 'discarded' })],
    ['was erased', record('a', {}, 'erased')],
    ['was forgotten', undefined],
  ])('not when it %s', async (_, kept) => {
    const { round } = scene({ open: [{ leadId: 'a', ...(kept && { record: kept }) }] });
    expect(await round()).toEqual(['a']);
  });

  it('no longer than routing.yaml says, whatever the CRM says', async () => {
    const open = [
      { ...withTask('old'), at: NOW - 31 * DAY_MS },
      { ...withTask('young'), at: NOW - 29 * DAY_MS },
    ];
    const { round, closed } = scene({ open, states: { 'task of old': 'open' } });
    expect(await round()).toEqual(['old']);
    expect(closed).toEqual(['old']);
  });
});

describe('the CRM', () => {
  it('is not asked when nothing looks at open leads', async () => {
    const old = { ...withTask('old'), at: NOW - 31 * DAY_MS };
    const { round, asked } = scene({ open: [old, withTask('a')], team: teamWith() });
    expect(await round()).toEqual(['old']);
    expect(asked).toEqual([]);
  });

  it('is left alone while it is paused or throttled', async () => {
    const { round, asked } = scene({ open: [withTask('a')], waitMs: 1 });
    expect(await round()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('is asked again by the next round when it has no call for this now', async () => {
    const open = Array.from({ length: 250 }, (_, at) => withTask(`lead-${at}`));
    const { round, asked } = scene({ open, failure: failureOf('throttled') });
    expect(await round()).toEqual([]);
    expect(asked).toHaveLength(1);
    const broken = scene({ open, failure: failureOf('unavailable') });
    await expect(broken.round()).rejects.toThrow(SystemFailure);
  });

  it('is asked by one worker at a time', async () => {
    const { round, asked } = scene({ open: [withTask('a')], locked: true });
    expect(await round()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('is asked for a hundred tasks at once', async () => {
    const open = Array.from({ length: 250 }, (_, at) => withTask(`lead-${at}`));
    const { round, asked } = scene({ open });
    await round();
    expect(asked.map((taskIds) => taskIds.length)).toEqual([100, 100, 50]);
  });
});

describe('a configuration that rides along', () => {
  const live = ['a', 'b'].map((leadId) => withTask(leadId, leadId));
  const states = { a: 'completed', b: 'open' } as const;

  it('has a lead closed when its task is done, by the answer that the live one gets', async () => {
    const { round, asked, closed, closedInShadow } = scene({
      ...{ open: live, states },
      shadow: { open: live, team: CAPPED },
    });
    expect(await round()).toEqual(['a']);
    expect([closed, closedInShadow]).toEqual([['a'], ['a']]);
    expect(asked).toEqual([['a', 'b']]);
  });

  it('has it asked about where only its own caps look at open leads', async () => {
    const { round, closed, closedInShadow } = scene({
      ...{ open: live, states, team: teamWith() },
      shadow: { open: live, team: CAPPED },
    });
    expect(await round()).toEqual(['a']);
    expect([closed, closedInShadow]).toEqual([[], ['a']]);
  });

  it('counts a lead for as many days as it says itself', async () => {
    const open = [{ ...withTask('a'), at: NOW - 10 * DAY_MS }];
    const { round, closed, closedInShadow } = scene({
      open,
      shadow: { open, team: CAPPED, openForDays: 7 },
    });
    expect(await round()).toEqual(['a']);
    expect([closed, closedInShadow]).toEqual([[], ['a']]);
  });
});

describe('open leads matter', () => {
  it.each([
    ['a member has a cap of them', CAPPED, true],
    ['a pool has a cap of them', teamWith({}, { cap: { open: 5 } }), true],
    ['a pool gives leads to whoever has the fewest', teamWith({}, { choice: 'least-open' }), true],
    ['there are only caps by day and week', teamWith({ cap: { day: 5, week: 9 } }), false],
  ])('when %s', (_, team, matter) => {
    expect(looksAtOpenLeads(team)).toBe(matter);
  });
});
