import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StandingEntry } from '../../src/routing/rotation-state.ts';
import type { LeadRecord } from '../../src/workflow/ledger.ts';
import { VERDICT_POLICY } from '../../src/workflow/verdict.ts';
import { type Stack, startStack } from '../support/stack.ts';

const GERMAN = {
  name: 'Lena Hofer',
  email: 'lena@hofer-maschinen.example.com',
  country: 'DE',
  message: 'Please call me.',
  consent: 'on',
};

/** crmPatienceSeconds of the sample company, and a little more. */
const PATIENCE_MS = 301_000;

describe('an alert does not wait long for the CRM', () => {
  /** Leads come in a while ago; the outside systems live in the present. */
  const clock = { aheadMs: 0 };
  let stack: Stack;

  beforeEach(async () => {
    clock.aheadMs = -PATIENCE_MS;
    stack = await startStack({
      world: { now: () => Date.now() + clock.aheadMs },
      policy: { ...VERDICT_POLICY, retryDelayMs: 1, retryDelayMsMax: 5 },
    });
  });
  afterEach(() => stack.stop());

  const patience = () => stack.leadline.watching.patience;
  const messages = () => stack.slack.state().messages;
  const recordOf = async (leadId: string) =>
    (await stack.leadline.ledger.load(leadId)) as LeadRecord;

  /** What was taken from the rotation and given back to it, newest first. */
  async function standings(): Promise<Omit<StandingEntry, 'at' | 'amount'>[]> {
    const entries = await stack.leadline.rotation.entries({ limit: 100 });
    return entries.map(({ at: _at, amount: _amount, ...entry }) => entry);
  }

  /** The CRM answers 503, and the lead's first step has tried it in vain. */
  async function leadDuringOutage(fields: Record<string, string> = GERMAN): Promise<string> {
    stack.hubspot.fail({ status: 503, body: '{}' });
    const leadId = await stack.accept('contact-page', fields);
    const end = await stack.leadline.runStep({ leadId, step: { stage: 'deduplicate' } });
    expect(end.act).toBe('delay');
    return leadId;
  }

  async function crmIsBack(): Promise<void> {
    stack.hubspot.mend();
    await stack.processAll();
  }

  async function afterPatience(): Promise<string[]> {
    clock.aheadMs = 0;
    return patience().round();
  }

  it('waits as long as the configured patience, then posts one message marked provisional', async () => {
    const leadId = await leadDuringOutage();
    expect(await patience().round()).toEqual([]);
    expect(messages()).toHaveLength(0);

    expect(await afterPatience()).toEqual([leadId]);
    expect(await patience().round()).toEqual([]);

    expect(messages()).toHaveLength(1);
    const [message] = messages();
    expect(message).toMatchObject({ channel: 'C0DACH001' });
    expect(JSON.stringify(message)).toContain('Provisional: ');
    expect(JSON.stringify(message)).toContain('Ada Brandt keeps it unless');
    const story = await stack.leadline.ledger.story(leadId);
    expect(story.at(-1)).toMatchObject({ what: 'announced' });
  });

  it('is confirmed in its thread once the CRM answers, with the same turn and no second message', async () => {
    const leadId = await leadDuringOutage();
    await afterPatience();
    const turn = [{ pool: 'dach', member: 'ada', reason: 'turn', leadId }];
    expect(await standings()).toEqual(turn);
    await crmIsBack();

    const [first, reply, ...more] = messages();
    expect(more).toEqual([]);
    expect(reply?.threadTs).toBe(first?.ts);
    expect(JSON.stringify(reply)).toContain('Confirmed: Ada Brandt has it, a new contact');
    expect(JSON.stringify(reply)).toContain('Open in the CRM');
    expect(await standings()).toEqual(turn);
    const record = await recordOf(leadId);
    expect(record.status).toBe('complete');
    expect(record.steps['alert']?.result).toEqual({
      alert: { channel: 'C0DACH001', ts: first?.ts },
    });
    expect(record.steps['assign']?.result).toMatchObject({
      decision: { owner: { member: 'ada' }, rung: 'announced' },
    });
  });

  it('is corrected when the CRM turns out to know the person as somebody else’s', async () => {
    const leadId = await leadDuringOutage();
    await afterPatience();
    const ben = stack.hubspot.state().owners.find(({ email }) => email === 'ben.huber@example.com');
    stack.hubspot.seedContact({ email: GERMAN.email, hubspot_owner_id: ben?.id ?? '' });
    await crmIsBack();

    const [, reply] = messages();
    expect(JSON.stringify(reply)).toContain(
      'Corrected: Ben Huber has it instead of Ada Brandt, a known contact',
    );
    expect((await recordOf(leadId)).steps['assign']?.result).toMatchObject({
      decision: { owner: { member: 'ben' }, rung: 'known-owner' },
    });
    const { rotation } = await stack.leadline.rotation.look();
    const { ada } = rotation.pools['dach']?.members ?? {};
    expect((ada?.share ?? 0) + (ada?.credit ?? 0)).toBeCloseTo(ada?.taken ?? Number.NaN, 9);
    expect(rotation.members['ada']?.counts.open).toBe(0);
  });

  it('is posted once by two workers at the same moment', async () => {
    await leadDuringOutage();
    clock.aheadMs = 0;
    const rounds = await Promise.all([patience().round(), patience().round()]);
    expect(rounds.flat()).toHaveLength(1);
    expect(messages()).toHaveLength(1);
  });

  it('is found again when the worker died before it could write the message down', async () => {
    const leadId = await leadDuringOutage();
    stack.slack.fail({ path: 'chat.postMessage', when: 'after', how: 'reset', times: 1 });
    expect(await afterPatience()).toEqual([]);
    expect((await recordOf(leadId)).effects['alert-provisional']?.state).toBe('attempted');

    await crmIsBack();

    const [first, reply, ...more] = messages();
    expect(more).toEqual([]);
    expect(reply?.threadTs).toBe(first?.ts);
    expect((await recordOf(leadId)).status).toBe('complete');
  });

  it('leaves an alert alone that was posted in time', async () => {
    clock.aheadMs = 0;
    await stack.accept('contact-page', GERMAN);
    await stack.processAll();
    clock.aheadMs = PATIENCE_MS;
    expect(await patience().round()).toEqual([]);
    expect(messages()).toHaveLength(1);
  });

  it('puts a second submission of the person into the thread of the first, for the same owner', async () => {
    const leadId = await leadDuringOutage();
    const second = await stack.accept('contact-page', { ...GERMAN, message: 'Or write to me.' });
    expect(await afterPatience()).toHaveLength(2);
    const [first, other] = messages();
    expect(other?.threadTs).toBe(first?.ts);
    await crmIsBack();

    expect(
      messages()
        .slice(2)
        .map(({ threadTs }) => threadTs),
    ).toEqual([first?.ts, first?.ts]);
    expect((await recordOf(second)).steps['assign']?.result).toMatchObject({
      decision: { owner: { member: 'ada' }, rung: 'earlier-lead' },
    });
    expect(await standings()).toEqual([{ pool: 'dach', member: 'ada', reason: 'turn', leadId }]);
  });

  it('says nothing while the alerts themselves are held, and goes on afterwards', async () => {
    await leadDuringOutage();
    await stack.leadline.systems.leaveAlone('slack', 60_000);
    expect(await afterPatience()).toEqual([]);
    expect(messages()).toHaveLength(0);
  });
});
