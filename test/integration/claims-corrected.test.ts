import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { correctLead } from '../../src/lead/correct-lead.ts';
import { pastDecision } from '../../src/workflow/past-decision.ts';
import { claimedCompany, SLACK_IDS } from '../support/claimed-company.ts';
import { startTimedStack, type TimedStack } from '../support/timed-stack.ts';

const MINUTE_MS = 60_000;
const JSON_TYPE = { 'content-type': 'application/json' };

let stack: TimedStack;

beforeEach(async () => {
  stack = await startTimedStack({ destinations: [], settings: claimedCompany });
});
afterEach(() => stack.stop());

const tasks = () => stack.hubspot.state().tasks.map(({ properties }) => properties);

/** A lead of Germany whose alert is out, and for whose task nobody can be asked. */
async function alerted(): Promise<string> {
  const { leadId } = await stack.submit();
  await stack.drive(leadId, 1_000);
  expect((await stack.recordOf(leadId)).steps).toMatchObject({
    alert: { state: 'done' },
    task: { state: 'pending' },
  });
  return leadId;
}

/** As `leadline dead edit` does: it was France, and not Germany. */
async function corrected(leadId: string): Promise<void> {
  const { lead } = await stack.recordOf(leadId);
  if (!lead) throw new Error('the lead is gone');
  const found = correctLead(lead, [{ path: 'person.country', value: 'FR' }]);
  if ('problems' in found) throw new Error(found.problems.join());
  const { ledger } = stack.leadline;
  expect(await ledger.correctLead(lead, found.lead, 'country corrected', stack.now())).toBe(true);
}

async function replayed(leadId: string): Promise<void> {
  const [found] = await stack.leadline.deadLetters.find({ leadId });
  if (!found) throw new Error('the lead has no dead letter');
  await stack.leadline.deadLetters.replay(found.deadLetter);
}

async function pastOf(leadId: string) {
  const { configurations, settings } = stack.leadline;
  return pastDecision(await stack.recordOf(leadId), { configurations, live: settings });
}

describe('a claimed lead whose task is dead, and whose details are then corrected', () => {
  it('is told by the details on which it was claimed, before its replay and after', async () => {
    const leadId = await alerted();
    const body = JSON.stringify({ category: 'VALIDATION_ERROR', message: 'no' });
    stack.hubspot.fail({ path: '/tasks', status: 400, headers: JSON_TYPE, body });
    await stack.leadline.claim({ leadId, slackId: SLACK_IDS.ben });
    await stack.drive(leadId, MINUTE_MS);
    expect((await stack.recordOf(leadId)).steps['task']?.state).toBe('dead');
    await corrected(leadId);
    expect(await pastOf(leadId)).toMatchObject({ ok: true, identical: true, corrected: true });

    stack.hubspot.mend();
    await replayed(leadId);
    await stack.drive(leadId, MINUTE_MS);
    expect((await stack.recordOf(leadId)).lead?.person.country).toBe('FR');
    expect(await pastOf(leadId)).toMatchObject({
      ...{ ok: true, identical: true, differs: [], corrected: true },
      recorded: { because: expect.stringContaining('Ben Huber claimed it first') },
    });
  });
});

describe('a lead that nobody had claimed when its details were corrected', () => {
  async function correctedUnclaimed(): Promise<string> {
    const leadId = await alerted();
    await stack.leadline.ledger.markDead({
      ...{ leadId, step: 'task', generation: 0, at: stack.now(), errorClass: 'stalled' },
      ...{ words: 'its worker stalled', advice: 'replay it', attempts: [] },
    });
    await corrected(leadId);
    await replayed(leadId);
    return leadId;
  }

  it('stays that of its pool to claim, and is told by the details it was offered with', async () => {
    const leadId = await correctedUnclaimed();
    const { says } = await stack.leadline.claim({ leadId, slackId: SLACK_IDS.ben });
    expect(says).toContain('You have it.');
    await stack.drive(leadId, MINUTE_MS);
    expect(tasks()).toHaveLength(1);
    expect(await pastOf(leadId)).toMatchObject({ identical: true, corrected: true });
  });

  it('is given by turn in the pool that it was offered to', async () => {
    const leadId = await correctedUnclaimed();
    await stack.drive(leadId, 50 * MINUTE_MS);
    expect(await pastOf(leadId)).toMatchObject({
      ...{ identical: true, corrected: true },
      recorded: { market: 'dach', owner: { member: 'ada' } },
    });
  });
});
