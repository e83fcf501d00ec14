import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Settings } from '../../src/settings/settings.ts';
import { claimable, claimedCompany, SLACK_IDS } from '../support/claimed-company.ts';
import { startTimedStack, type TimedStack } from '../support/timed-stack.ts';

const MINUTE_MS = 60_000;

let stack: TimedStack;
afterEach(() => stack.stop());

async function start(settings: (settings: Settings) => Settings = claimedCompany): Promise<void> {
  stack = await startTimedStack({ destinations: [], settings });
}

const messages = () => stack.slack.state().messages;
const blocksOf = ({ blocks }: { blocks: unknown[] }) => JSON.stringify(blocks);
const updates = () => stack.slack.journal.filter(({ path }) => path.endsWith('chat.update'));

/** A lead of Germany whose alert is out. */
async function alerted(): Promise<string> {
  const { leadId } = await stack.submit();
  await stack.drive(leadId, 1_000);
  return leadId;
}

/** Ben has it, and all that follows is done. */
async function claimed(leadId: string): Promise<void> {
  await stack.leadline.claim({ leadId, slackId: SLACK_IDS.ben });
  await stack.drive(leadId, MINUTE_MS);
}

function blockIn(message: { blocks: unknown[] } | undefined, id: string): string {
  const found = message?.blocks.find((block) => Reflect.get(block as object, 'block_id') === id);
  return JSON.stringify(found);
}

describe('the alert of a lead that somebody has claimed', () => {
  beforeEach(() => start());

  it('says who and when where its button was, and else what it said before', async () => {
    const leadId = await alerted();
    const before = claimable(stack.slack);
    await claimed(leadId);
    const [alert, line, ...more] = messages();
    expect(more).toEqual([]);
    expect(line?.threadTs).toBe(alert?.ts);
    expect(blocksOf(alert ?? before)).not.toContain('lead_claim');
    const claim = blockIn(alert, 'claimed');
    expect(claim).toContain('Claimed by Ben Huber');
    expect(claim).toContain('{date_short_pretty} at {time}');
    expect(blockIn(alert, 'owner')).toContain(SLACK_IDS.ben);
    expect(blockIn(alert, 'actions')).toContain('lead_open_crm');
    for (const block of ['who', 'asked', 'details', 'arrival']) {
      expect(blockIn(alert, block)).toBe(blockIn(before, block));
    }
    expect(alert?.metadata).toEqual(before.metadata);
  });

  it('is changed after the line for its owner, and once', async () => {
    const leadId = await alerted();
    await claimed(leadId);
    const { effects } = await stack.recordOf(leadId);
    expect(effects['claim-button']).toMatchObject({ state: 'made', value: { replaced: true } });
    expect(effects['claim-line']?.at).toBeLessThanOrEqual(effects['claim-button']?.at ?? 0);
    await claimed(leadId);
    expect(updates()).toHaveLength(1);
  });

  it('is changed by a second attempt when nobody knows what became of the first', async () => {
    const leadId = await alerted();
    stack.slack.fail({ path: 'chat.update', when: 'after', how: 'reset', times: 1 });
    await claimed(leadId);
    expect((await stack.recordOf(leadId)).status).toBe('complete');
    expect(updates()).toHaveLength(2);
    expect(messages()).toHaveLength(2);
    expect(blockIn(messages()[0], 'claimed')).toContain('Claimed by Ben Huber');
  });

  it.each(['cant_update_message', 'edit_window_closed', 'message_not_found', 'update_failed'])(
    'keeps its button when Slack says %s, and the lead is done all the same',
    async (error) => {
      const leadId = await alerted();
      const body = JSON.stringify({ ok: false, error });
      stack.slack.fail({ path: 'chat.update', status: 200, body });
      await claimed(leadId);
      const { status, effects } = await stack.recordOf(leadId);
      expect(status).toBe('complete');
      expect(effects['claim-button']).toMatchObject({ value: { replaced: false } });
      expect(claimable(stack.slack).ts).toBe(messages()[0]?.ts);
    },
  );

  it('may be deleted meanwhile: the line then stands beside its thread', async () => {
    const leadId = await alerted();
    const { channel, ts } = claimable(stack.slack);
    stack.slack.deleteMessage(channel, ts);
    await claimed(leadId);
    expect((await stack.recordOf(leadId)).status).toBe('complete');
    expect(messages().map(({ text }) => text)).toEqual(['Ben Huber claimed it, and has it now.']);
  });
});

describe('the alert of a lead that was to be claimed', () => {
  it('has no button any more when nobody claimed it and it went by turn', async () => {
    await start();
    const leadId = await alerted();
    await stack.drive(leadId, 50 * MINUTE_MS);
    const [alert] = messages();
    expect(blockIn(alert, 'claimed')).toContain('Nobody claimed it: Ada Brandt has it');
    expect(blockIn(alert, 'actions')).not.toContain('lead_claim');
  });

  it('is changed in the fallback channel where it had to be posted there', async () => {
    await start();
    stack.slack.archiveChannel('C0DACH001');
    const leadId = await alerted();
    const { fallbackChannel } = stack.leadline.settings.alerts;
    expect(claimable(stack.slack).channel).toBe(fallbackChannel);
    await claimed(leadId);
    const [alert] = messages();
    expect(alert?.channel).toBe(fallbackChannel);
    expect(blockIn(alert, 'claimed')).toContain('Claimed by Ben Huber');
    expect(blockIn(alert, 'remarks')).toContain('Posted here because C0DACH001 is not usable');
  });

  it('has its button in the answer to a provisional alert, and that answer is changed', async () => {
    await start();
    stack.hubspot.fail({ status: 503, body: '{}' });
    const { leadId } = await stack.submit();
    await stack.drive(leadId, MINUTE_MS);
    await stack.pass(6 * MINUTE_MS);
    expect(await stack.leadline.watching.patience.round()).toEqual([leadId]);
    stack.hubspot.mend();
    await stack.drive(leadId, 6 * MINUTE_MS);
    const [provisional] = messages();
    expect(claimable(stack.slack).threadTs).toBe(provisional?.ts);

    await claimed(leadId);
    const [first, answer] = messages();
    expect(first).toEqual(provisional);
    expect(blockIn(answer, 'who')).toContain('Confirmed: nobody has it yet');
    expect(blockIn(answer, 'claimed')).toContain('Claimed by Ben Huber');
    expect(blockIn(answer, 'actions')).not.toContain('lead_claim');
  });
});
