import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runAway } from '../../src/commands/away.ts';
import { runBack } from '../../src/commands/back.ts';
import { runLeads } from '../../src/commands/leads.ts';
import { runTrace } from '../../src/commands/trace.ts';
import type { WhenNobody } from '../../src/routing/markets.ts';
import type { Settings } from '../../src/settings/settings.ts';
import type { Assigned } from '../../src/workflow/stage.ts';
import { ran, ranJson } from '../support/run-command.ts';
import { startTimedStack, type TimedStack } from '../support/timed-stack.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let stack: TimedStack;

/** The sample company, with what becomes of its German leads when nobody can take them. */
const whereNobody =
  (whenNobody: WhenNobody) =>
  (settings: Settings): Settings => {
    const markets = settings.markets.markets.map((market) =>
      market.name === 'dach' ? { ...market, whenNobody } : market,
    );
    return {
      ...settings,
      markets: { markets },
      alerts: { ...settings.alerts, heldPromiseHours: 12 },
    };
  };

const HOLDS = whereNobody({ hold: { atMostHours: 240, otherwise: 'fallback' } });

const start = async (settings: (settings: Settings) => Settings) => {
  stack = await startTimedStack({ destinations: [], settings });
};

afterEach(() => stack.stop());

/** A day of the calendar, so many days from now. */
const day = (from: number) => new Date(stack.now() + from * DAY_MS).toISOString().slice(0, 10);

/** Ada and Ben are the only ones who work in pool dach. */
async function bothAway(): Promise<void> {
  for (const member of ['ada', 'ben']) {
    const { exit } = await ran(stack.env, (io) => runAway([member, day(-1), day(1)], {}, io));
    expect(exit).toBe(0);
  }
}

async function heldLead(): Promise<{ leadId: string; until: number }> {
  const { leadId } = await stack.submit();
  await stack.drive(leadId, MINUTE_MS);
  return { leadId, until: await heldUntil(leadId) };
}

async function heldUntil(leadId: string): Promise<number> {
  const { held } = await stack.recordOf(leadId);
  if (!held) throw new Error(`lead ${leadId} is not held`);
  return held.until;
}

async function decisionOf(leadId: string): Promise<Assigned['decision']> {
  const { steps } = await stack.recordOf(leadId);
  const assigned = steps['assign']?.result as Assigned;
  return assigned.decision;
}

async function look(): Promise<string[]> {
  // Looks for held leads are taken once a minute.
  await stack.pass(2 * MINUTE_MS);
  await stack.leadline.watching.watch.round();
  return (await stack.leadline.watching.alarms.open()).map(({ cause }) => cause);
}

describe('a lead whose people are all away', () => {
  beforeEach(async () => {
    await start(HOLDS);
    await bothAway();
  });

  it('is held until the next opening, and nobody is told of it before', async () => {
    const { leadId, until } = await heldLead();

    expect(until - stack.now()).toBeGreaterThan(20 * HOUR_MS);
    expect(stack.slack.state().messages).toEqual([]);
    expect((await stack.recordOf(leadId)).steps['assign']).toMatchObject({ state: 'pending' });
    expect(await stack.leadline.ledger.balance()).toMatchObject({ accepted: 1, balanced: true });
  });

  it('is listed, counted and told of, with who is away and until when', async () => {
    const { leadId, until } = await heldLead();

    const { document } = await ranJson<{ total: number; leads: object[] }>(stack.env, (io) =>
      runLeads({ held: true, json: true }, io),
    );
    expect(document).toMatchObject({
      total: 1,
      leads: [{ leadId, held: { until: new Date(until).toISOString() } }],
    });
    const listed = await ran(stack.env, (io) => runLeads({ held: true }, io));
    expect(listed.text).toContain(`held until ${new Date(until).toISOString().slice(0, 16)}Z`);
    const traced = await ran(stack.env, (io) => runTrace(leadId, {}, io));
    expect(traced.text).toMatch(
      /held until .*Ada Brandt is away until .*Ben Huber is away until/su,
    );

    await look();
    expect(await stack.leadline.world.metrics.text()).toContain('leadline_held_leads 1');
  });

  it('is decided at the opening, on the dot', async () => {
    const { leadId, until } = await heldLead();
    const runs = await stack.drive(leadId, 3 * DAY_MS);

    const last = runs.filter(({ step }) => step === 'assign').at(-1);
    expect(last?.end).toMatchObject({ act: 'complete' });
    expect((last?.at ?? 0) - until).toBeGreaterThanOrEqual(0);
    expect((last?.at ?? 0) - until).toBeLessThan(1_000);
    const { rung, outcome, decidedAt } = await decisionOf(leadId);
    expect({ rung, outcome }).toEqual({ rung: 'fair-share', outcome: 'assigned' });
    expect(decidedAt).toBe(last?.at);
    expect(await stack.recordOf(leadId)).toMatchObject({ status: 'complete' });
    expect((await stack.recordOf(leadId)).held).toBeUndefined();
  });

  it('is decided within minutes when somebody is back early', async () => {
    const { leadId } = await heldLead();
    await ran(stack.env, (io) => runBack('ben', {}, io));
    const from = stack.now();
    const runs = await stack.drive(leadId, 10 * MINUTE_MS);

    expect(runs.filter(({ step }) => step === 'assign').at(-1)?.at).toBeLessThanOrEqual(
      from + 5 * MINUTE_MS,
    );
    expect(await decisionOf(leadId)).toMatchObject({ owner: { member: 'ben' } });
    const { document } = await ranJson<{ total: number }>(stack.env, (io) =>
      runLeads({ held: true, json: true }, io),
    );
    expect(document.total).toBe(0);
  });

  it('alarms when it waits too long, and when it is past its time; both end with its owner', async () => {
    const { leadId, until } = await heldLead();
    expect(await look()).toEqual([]);

    await stack.pass(13 * HOUR_MS);
    expect(await look()).toEqual(['held:long']);
    await stack.pass(until - stack.now() + 20 * MINUTE_MS);
    expect(await look()).toEqual(['held:overdue']);
    const [alarm] = await stack.leadline.watching.alarms.open();
    expect(alarm?.says).toContain(leadId);
    expect(alarm?.doThis).toContain('Is a worker running');

    await stack.drive(leadId);
    expect(await look()).toEqual([]);
    expect(await stack.leadline.world.metrics.text()).toContain('leadline_held_leads 0');
  });
});

describe('a lead whose market waits no longer', () => {
  it('goes to the fallback when the limit is reached before anybody is back', async () => {
    await start(whereNobody({ hold: { atMostHours: 6, otherwise: 'fallback' } }));
    await bothAway();
    const { leadId, until } = await heldLead();
    const { lead } = await stack.recordOf(leadId);
    expect(until).toBe(Date.parse(lead?.receivedAt ?? '') + 6 * HOUR_MS);
    await stack.drive(leadId, 7 * HOUR_MS);

    const decision = await decisionOf(leadId);
    expect(decision).toMatchObject({ rung: 'fallback', pool: 'international', market: 'dach' });
    expect(decision.because).toContain("it has waited 6 hours, the market's limit");
  });
});

describe('a lead whose pool overflows', () => {
  beforeEach(async () => {
    await start(whereNobody({ overflow: 'latam' }));
    await bothAway();
  });

  it('goes to the other pool at once, stays in its market, and says who was away', async () => {
    const { leadId } = await stack.submit();
    await stack.drive(leadId);

    const decision = await decisionOf(leadId);
    expect(decision).toMatchObject({
      ...{ market: 'dach', pool: 'latam', rung: 'fair-share' },
      owner: { member: 'dora' },
    });
    expect(decision.because).toContain(
      "Dora Almeida's turn in pool latam, to which dach overflows",
    );
    expect(decision.because).toContain('Ada Brandt is away until');
    expect(stack.slack.state().messages.at(-1)?.channel).toBe('C0DACH001');
  });

  it('counts in the pool that gave it, and costs nobody of its own pool a turn', async () => {
    const { leadId } = await stack.submit();
    await stack.drive(leadId);

    const { rotation } = await stack.leadline.rotation.look();
    expect(rotation.pools['latam']?.members['dora']).toMatchObject({ taken: 1 });
    expect(rotation.pools['dach']?.members['ada']?.share ?? 0).toBe(0);
  });
});
