import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runAway } from '../../src/commands/away.ts';
import { runBack } from '../../src/commands/back.ts';
import { runDeadDiscard } from '../../src/commands/dead-discard.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { ran } from '../support/run-command.ts';
import { startTimedStack, type TimedStack } from '../support/timed-stack.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PHONE = '+49 30 901820';

let stack: TimedStack;

/** The sample company, whose German leads wait for their people. */
function holding(settings: Settings): Settings {
  const hold = { hold: { atMostHours: 240, otherwise: 'fallback' as const } };
  const markets = settings.markets.markets.map((market) =>
    market.name === 'dach' ? { ...market, whenNobody: hold } : market,
  );
  return { ...settings, markets: { markets } };
}

beforeEach(async () => {
  stack = await startTimedStack({ destinations: [], settings: holding });
  for (const member of ['ada', 'ben']) {
    const { exit } = await ran(stack.env, (io) => runAway([member, day(-1), day(1)], {}, io));
    expect(exit).toBe(0);
  }
});

afterEach(() => stack.stop());

/** A day of the calendar, so many days from now. */
const day = (from: number) => new Date(stack.now() + from * DAY_MS).toISOString().slice(0, 10);

async function heldLead(phone?: string): Promise<string> {
  const { leadId } = await stack.submit(phone);
  await stack.drive(leadId, MINUTE_MS);
  expect((await stack.recordOf(leadId)).held).toBeDefined();
  return leadId;
}

async function heldIds(): Promise<string[]> {
  const { leads } = await stack.leadline.ledger.held(100);
  return leads.map(({ leadId }) => leadId).toSorted();
}

const messages = () => stack.slack.state().messages;

describe("another lead of a held lead's person", () => {
  it('waits behind it as a held lead, looked at as seldom, and nobody is told a wrong reason', async () => {
    const first = await heldLead(PHONE);
    const { leadId: second } = await stack.submit(PHONE);
    const runs = await stack.drive(second, HOUR_MS);

    expect(runs.length).toBeLessThan(150);
    expect(await heldIds()).toEqual([first, second].toSorted());
    const { held } = await stack.recordOf(second);
    expect(held?.until).toBe((await stack.recordOf(first)).held?.until);
    expect(held?.says).toContain(first);
    expect(await stack.leadline.watching.patience.round()).toEqual([]);
    expect(messages()).toEqual([]);
    await stack.leadline.watching.watch.round();
    expect(await stack.leadline.watching.alarms.open()).toEqual([]);
  });

  it('goes to the same owner soon after it, and is held no longer', async () => {
    const first = await heldLead(PHONE);
    const { leadId: second } = await stack.submit(PHONE);
    await stack.drive(second, MINUTE_MS);
    await ran(stack.env, (io) => runBack('ben', {}, io));
    await stack.drive(first);
    const from = stack.now();
    const runs = await stack.drive(second, 10 * MINUTE_MS);

    expect(await heldIds()).toEqual([]);
    const { steps } = await stack.recordOf(second);
    expect(steps['assign']?.result).toMatchObject({ decision: { owner: { member: 'ben' } } });
    expect(runs.find(({ end }) => end.act === 'complete')?.at).toBeLessThanOrEqual(
      from + MINUTE_MS,
    );
  });
});

describe('a lead whose people are away, while the CRM is away too', () => {
  it('is held, and nobody is told that it only waits for the CRM', async () => {
    stack.hubspot.fail({ status: 503, body: '{}' });
    const { leadId } = await stack.submit();
    await stack.leadline.runStep({ leadId, step: { stage: 'deduplicate' } });
    await stack.pass(6 * MINUTE_MS);

    expect(await stack.leadline.watching.patience.round()).toEqual([]);
    expect(messages()).toEqual([]);
    expect(await heldIds()).toEqual([leadId]);
  });
});

describe('a lead that nobody claimed before all went home', () => {
  it('is held for them to be seen, and goes by turn to whoever is back first', async () => {
    for (const member of ['ada', 'ben']) await ran(stack.env, (io) => runBack(member, {}, io));
    const { pools } = stack.leadline.settings.team;
    pools['dach'] = { choice: 'first-to-claim', members: pools['dach']?.members ?? [] };
    const { leadId } = await stack.submit();
    await stack.drive(leadId, MINUTE_MS);
    for (const member of ['ada', 'ben']) {
      await ran(stack.env, (io) => runAway([member, day(-1), day(1)], {}, io));
    }
    await stack.drive(leadId, HOUR_MS);
    expect(await heldIds()).toEqual([leadId]);
    const { held } = await stack.recordOf(leadId);
    expect(held?.says).toContain('Ada Brandt is away until');

    await stack.pass(Math.max(0, (held?.until ?? 0) - stack.now()) + 20 * MINUTE_MS);
    await stack.leadline.watching.watch.round();
    const alarms = await stack.leadline.watching.alarms.open();
    expect(alarms.map(({ cause }) => cause)).toContain('held:overdue');
    await stack.drive(leadId, HOUR_MS);
    expect(await stack.recordOf(leadId)).toMatchObject({ status: 'complete' });
    expect(await heldIds()).toEqual([]);
  });
});

describe('a held lead whose time has come while the CRM is away', () => {
  it('is told of after the patience, and taken off the held ones when it is given up', async () => {
    const leadId = await heldLead();
    const { held } = await stack.recordOf(leadId);
    await stack.pass((held?.until ?? 0) - stack.now() + MINUTE_MS);
    stack.hubspot.fail({ status: 503, body: '{}' });
    await stack.leadline.runStep({ leadId, step: { stage: 'assign' } });
    await stack.pass(6 * MINUTE_MS);
    expect(await stack.leadline.watching.patience.round()).toEqual([leadId]);
    expect(messages()).toHaveLength(1);
    expect(JSON.stringify(messages())).toMatch(/(Ada Brandt|Ben Huber) keeps it unless/u);

    stack.hubspot.mend();
    await stack.drive(leadId);
    expect(messages().length).toBeGreaterThan(1);
    expect(await heldIds()).toEqual([]);
  });

  it('is held no longer once somebody has discarded it', async () => {
    const leadId = await heldLead();
    const { held } = await stack.recordOf(leadId);
    await stack.pass((held?.until ?? 0) - stack.now() + MINUTE_MS);
    stack.hubspot.fail({ status: 400, body: '{"message":"no"}' });
    await stack.drive(leadId);
    expect(await stack.recordOf(leadId)).toMatchObject({ status: 'dead' });
    expect(await heldIds()).toEqual([]);

    await ran(stack.env, (io) => runDeadDiscard({ lead: leadId, yes: true }, io));
    expect(await stack.recordOf(leadId)).toMatchObject({ status: 'complete' });
    expect(await heldIds()).toEqual([]);
  });
});
