import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startWeb, type Web } from '../../src/web.ts';
import { pastDecision } from '../../src/workflow/past-decision.ts';
import { receiptOf } from '../../src/workflow/receipt.ts';
import { claimable, claimedCompany, SLACK_IDS } from '../support/claimed-company.ts';
import { startTimedStack, type TimedStack } from '../support/timed-stack.ts';

const MINUTE_MS = 60_000;

let stack: TimedStack;
let web: Web;
/** The alert as it came: somebody's screen may show it like that when it has changed. */
let shown: ReturnType<typeof claimable>;

beforeEach(async () => {
  stack = await startTimedStack({ destinations: [], settings: claimedCompany });
  web = await startWeb(stack.leadline, 0);
});
afterEach(async () => {
  await web.close();
  await stack.stop();
});

const messages = () => stack.slack.state().messages;
const answers = () =>
  stack.slack.state().responses.map(({ body }) => (body as { text: string }).text);

/** A lead of Germany whose alert is out. */
async function alerted(): Promise<string> {
  const { leadId } = await stack.submit();
  await stack.drive(leadId, 1_000);
  expect((await stack.recordOf(leadId)).steps['alert']?.state).toBe('done');
  shown = claimable(stack.slack);
  return leadId;
}

function press(who: keyof typeof SLACK_IDS) {
  return stack.slack.press({
    requestUrl: `${web.url}/slack/interactions`,
    signingSecret: stack.env['SLACK_SIGNING_SECRET'] ?? '',
    user: SLACK_IDS[who],
    message: shown,
    actionId: 'lead_claim',
  });
}

/** Answers come beside the HTTP answer. */
async function answered(count: number): Promise<string[]> {
  const until = Date.now() + 5_000;
  while (answers().length < count && Date.now() < until) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return answers();
}

function ownerOf(name: string) {
  return stack.hubspot.state().owners.find(({ email }) => email === `${name}@example.com`)?.id;
}

function contactIn() {
  const [contact, ...more] = stack.hubspot.state().contacts;
  expect(more).toEqual([]);
  return contact?.properties;
}

function switchOff(member: string): Promise<void> {
  const [at, by] = [stack.now(), 'a test'];
  return stack.leadline.absences.change(member, (said) => ({
    said: { away: said?.away ?? [], off: { since: at, by } },
    change: { at, member, by, says: 'was switched off' },
  }));
}

const tasks = () => stack.hubspot.state().tasks.map(({ properties }) => properties);

describe('a lead that is to be claimed', () => {
  it('is told without owner, and its task waits without an attempt', async () => {
    const leadId = await alerted();
    expect(messages()).toHaveLength(1);
    expect(messages()[0]?.text).toContain('for whoever claims it first');
    const runs = await stack.drive(leadId, 10 * MINUTE_MS);
    expect(new Set(runs.map(({ end }) => end.act))).toEqual(new Set(['delay']));
    const { steps } = await stack.recordOf(leadId);
    expect(steps['task']).toMatchObject({ state: 'pending', attempts: 0 });
    expect(tasks()).toEqual([]);
    expect(contactIn()).not.toHaveProperty('hubspot_owner_id');
  });

  it('goes to whoever presses the button: contact, task, and a line in the thread', async () => {
    const leadId = await alerted();
    expect(await press('ben')).toMatchObject({ status: 200, body: '' });
    expect(await answered(1)).toEqual([expect.stringContaining('You have it.')]);

    await stack.drive(leadId, MINUTE_MS);
    const record = await stack.recordOf(leadId);
    expect(record.status).toBe('complete');
    const ben = ownerOf('ben.huber');
    expect(contactIn()).toMatchObject({
      hubspot_owner_id: ben,
      leadline_routing_reason: expect.stringContaining('Ben Huber claimed it first'),
    });
    expect(tasks()).toEqual([expect.objectContaining({ hubspot_owner_id: ben })]);
    const [alert, line, ...more] = messages();
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      threadTs: alert?.ts,
      text: 'Ben Huber claimed it, and has it now.',
    });
    expect(line?.effects).toContainEqual(expect.objectContaining({ value: SLACK_IDS.ben }));

    const { rotation } = await stack.leadline.rotation.look();
    expect(rotation.pools['dach']?.members['ben']).toMatchObject({ taken: 1 });
    const [entry] = await stack.leadline.rotation.entries({ pool: 'dach', limit: 1 });
    expect(entry).toMatchObject({ member: 'ben', reason: 'claimed', leadId });
  });

  it('shows in receipt and explanation who has it in the end, and why', async () => {
    const leadId = await alerted();
    await press('ada');
    await stack.drive(leadId, MINUTE_MS);
    const record = await stack.recordOf(leadId);
    const story = await stack.leadline.ledger.story(leadId);
    const because = expect.stringContaining('Ada Brandt claimed it first in pool dach');
    expect(receiptOf(record, story)).toMatchObject({ owner: { name: 'Ada Brandt' }, because });
    expect(story).toContainEqual(expect.objectContaining({ what: 'claimed', says: because }));
    const { configurations, settings } = stack.leadline;
    const past = await pastDecision(record, { configurations, live: settings });
    expect(past).toMatchObject({ ok: true, identical: true, recorded: { because } });
  });

  it('has one owner when two press at the same moment, and the other hears who', async () => {
    const leadId = await alerted();
    const pressed = await Promise.all([press('ada'), press('ben')]);
    expect(pressed.map(({ status }) => status)).toEqual([200, 200]);
    const said = (await answered(2)).toSorted();
    expect(said).toEqual([
      expect.stringMatching(/^(Ada Brandt|Ben Huber) claimed it first\.$/),
      expect.stringContaining('You have it.'),
    ]);
    await stack.drive(leadId, MINUTE_MS);
    expect(tasks()).toHaveLength(1);
    const winner = said[0]?.startsWith('Ada') ? 'ada.brandt' : 'ben.huber';
    expect(contactIn()).toMatchObject({ hubspot_owner_id: ownerOf(winner) });
    expect(messages()).toHaveLength(2);
  });

  it('is not moved by the same click twice, nor by a late one', async () => {
    const leadId = await alerted();
    await press('ada');
    await press('ada');
    await stack.drive(leadId, MINUTE_MS);
    await press('ben');
    expect((await answered(3)).at(-1)).toBe('Ada Brandt claimed it first.');
    const { rotation } = await stack.leadline.rotation.look();
    expect(rotation.pools['dach']?.members).toMatchObject({ ada: { taken: 1 } });
    expect(messages()).toHaveLength(2);
  });

  it('is only for who is in the pool and could have it', async () => {
    const leadId = await alerted();
    await press('dora');
    await switchOff('ben');
    await press('ben');
    const said = await answered(2);
    expect(said[0]).toBe(
      'Only who is in pool dach can claim it: Ada Brandt, Ben Huber or Gus Weber.',
    );
    expect(said[1]).toMatch(/^You cannot claim it now: Ben Huber is switched off/);
    expect((await stack.recordOf(leadId)).steps['task']?.state).toBe('pending');
  });
});

describe('a lead that nobody claims', () => {
  it('is given by turn when its time is over, and not before', async () => {
    const leadId = await alerted();
    const early = await stack.drive(leadId, 43 * MINUTE_MS);
    expect(early.every(({ end }) => end.act === 'delay')).toBe(true);
    await stack.drive(leadId, 3 * MINUTE_MS);
    expect((await stack.recordOf(leadId)).status).toBe('complete');
    expect(contactIn()).toMatchObject({ hubspot_owner_id: ownerOf('ada.brandt') });
    expect(tasks()).toEqual([expect.objectContaining({ hubspot_owner_id: ownerOf('ada.brandt') })]);
    expect(messages()[1]?.text).toContain(
      'nobody claimed it within 45 minutes; Ada Brandt’s turn in pool dach'.replace('’', "'"),
    );
    const [entry] = await stack.leadline.rotation.entries({ pool: 'dach', limit: 1 });
    expect(entry).toMatchObject({ member: 'ada', reason: 'turn' });
    await press('ben');
    expect((await answered(1))[0]).toMatch(/^Ada Brandt has it: /);
  });

  it('falls back as its market says when nobody of the pool can have it by then', async () => {
    const leadId = await alerted();
    await switchOff('ada');
    await switchOff('ben');
    await stack.drive(leadId, 50 * MINUTE_MS);
    const record = await stack.recordOf(leadId);
    expect(record.status).toBe('complete');
    expect(receiptOf(record, [])).toMatchObject({
      market: { name: 'dach' },
      owner: { name: 'Chidi Okafor' },
      because: expect.stringContaining('pool dach has nobody'),
    });
    expect(contactIn()).toMatchObject({ hubspot_owner_id: ownerOf('chidi.okafor') });
  });
});

describe('a lead whose alert is late', () => {
  it('says who has it when its time to be claimed is over', async () => {
    const { leadId } = await stack.submit();
    await stack.leadline.systems.leaveAlone('slack', 60 * MINUTE_MS);
    await stack.drive(leadId, 48 * MINUTE_MS);
    expect((await stack.recordOf(leadId)).steps['task']?.state).toBe('done');
    expect(messages()).toEqual([]);

    await stack.drive(leadId, 15 * MINUTE_MS);
    const [alert, ...more] = messages();
    expect(more).toEqual([]);
    expect(alert?.text).toContain('for Ada Brandt');
    expect(JSON.stringify(alert?.blocks)).not.toContain('lead_claim');
  });
});
