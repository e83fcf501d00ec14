import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runAway } from '../../src/commands/away.ts';
import { runBack } from '../../src/commands/back.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { ran } from '../support/run-command.ts';
import { startTimedStack, type TimedStack } from '../support/timed-stack.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stack: TimedStack;

/** Customers are Dora's, and wait for her. */
function customersWait(settings: Settings): Settings {
  const [first] = settings.markets.markets;
  if (!first) throw new Error('the sample company has no markets');
  const customers = {
    ...first,
    ...{ name: 'customers', title: 'Customers', when: { known: true }, pool: 'latam' },
    whenNobody: { hold: { atMostHours: 240, otherwise: 'fallback' as const } },
  };
  return { ...settings, markets: { markets: [customers, ...settings.markets.markets] } };
}

beforeEach(async () => {
  stack = await startTimedStack({ destinations: [], settings: customersWait });
});

afterEach(() => stack.stop());

describe('a lead whose contact somebody made a moment before leadline did', () => {
  it('waits where its market lets it wait, and has its owner once somebody is back', async () => {
    const [from, until] = ['2026-01-01', '2027-12-31'];
    await ran(stack.env, (io) => runAway(['dora', from, until], {}, io));
    const { leadId, email } = await stack.submit();
    await stack.leadline.runStep({ leadId, step: { stage: 'deduplicate' } });
    const contactId = stack.hubspot.seedContact({ email });
    await stack.drive(leadId, HOUR_MS);

    const waiting = await stack.recordOf(leadId);
    expect(waiting.steps['assign']).toMatchObject({ state: 'pending' });
    expect(waiting.held).toBeDefined();

    await ran(stack.env, (io) => runBack('dora', {}, io));
    await stack.drive(leadId, HOUR_MS);
    expect((await stack.recordOf(leadId)).steps['assign']?.result).toMatchObject({
      decision: { market: 'customers', outcome: 'assigned', owner: { member: 'dora' } },
      contactId,
      known: true,
    });
  });
});
