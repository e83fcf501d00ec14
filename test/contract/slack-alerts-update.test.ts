import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LeadAlert } from '../../src/workflow/ports.ts';
import {
  CHANNEL,
  failureOf,
  LEAD_ID,
  leadAlert,
  type Setting,
  START,
  slackSetting,
} from './slack-setup.ts';

let setting: Setting;

beforeEach(async () => {
  setting = await slackSetting();
});
afterEach(() => setting.slack.close());

const posted = () => setting.slack.state().messages;
const refusing = (error: string, more: object = {}) =>
  setting.slack.fail({
    ...{ path: 'chat.update', status: 200, body: JSON.stringify({ ok: false, error }) },
    ...more,
  });

function toClaim(changes: Partial<LeadAlert> = {}): LeadAlert {
  const { owner: _nobody, ...alert } = leadAlert({ claimable: true, ...changes });
  return alert;
}

const claimed = (changes: Partial<LeadAlert> = {}) =>
  leadAlert({ claimEnded: { at: START + 60_000, byClaim: true }, ...changes });

describe('changing an alert', () => {
  it('keeps place, thread and lead id, and pings nobody but by the owner’s mention', async () => {
    const reference = await setting.alerts.post(toClaim(), { channel: CHANNEL });
    expect(await setting.alerts.update(claimed(), reference)).toBe(true);

    const [message, ...more] = posted();
    expect(more).toEqual([]);
    expect(message).toMatchObject({ ...reference, edited: true });
    expect(message?.text).toContain('for Ada');
    expect(JSON.stringify(message?.blocks)).toContain('Claimed by Ada');
    expect(message?.effects.map(({ kind, value }) => [kind, value])).toEqual([
      ['user', 'U012AB3CD'],
      ['date', 'Received {ago}, {date_short_pretty} at {time}'],
      ['date', '{date_short_pretty} at {time}'],
      ['button', 'https://app.crm.example/contacts/1/record/0-1/51'],
    ]);
    const within = { channel: CHANNEL, sinceMs: START };
    expect(await setting.alerts.find(LEAD_ID, within)).toEqual(reference);
  });

  it('is the same when it is done twice', async () => {
    const reference = await setting.alerts.post(toClaim(), { channel: CHANNEL });
    await setting.alerts.update(claimed(), reference);
    const [once] = posted();
    expect(await setting.alerts.update(claimed(), reference)).toBe(true);
    expect(posted()).toEqual([once]);
  });

  it('has a text that Slack takes, however long everything is', async () => {
    const long = '&'.repeat(5_000);
    const person = { name: long, company: long, email: long };
    const changes = { person, message: long, marketTitle: long, owner: { name: long } };
    const reference = await setting.alerts.post(toClaim(changes), { channel: CHANNEL });
    expect(await setting.alerts.update(claimed(changes), reference)).toBe(true);
  });
});

describe('an alert that cannot be changed', () => {
  it.each([
    'message_not_found',
    'cant_update_message',
    'edit_window_closed',
    'is_inactive',
    'block_mismatch',
    'update_failed',
    'channel_not_found',
    'invalid_blocks',
    'msg_too_long',
    'invalid_metadata_format',
    'something_new',
  ])(
    'stays as it is without a failure when Slack answers %s, and the log says so',
    async (code) => {
      const reference = await setting.alerts.post(toClaim(), { channel: CHANNEL });
      const [before] = posted();
      refusing(code);
      expect(await setting.alerts.update(claimed(), reference)).toBe(false);
      expect(posted()).toEqual([before]);
      expect(setting.lines).toEqual([
        {
          level: 'warn',
          message: 'slack refused to change an alert; it stays as it was posted',
          fields: { leadId: LEAD_ID, channel: CHANNEL, code },
        },
      ]);
    },
  );

  it('may be gone, or its channel closed', async () => {
    const gone = await setting.alerts.post(toClaim(), { channel: CHANNEL });
    setting.slack.deleteMessage(CHANNEL, gone.ts);
    expect(await setting.alerts.update(claimed(), gone)).toBe(false);
    const closed = await setting.alerts.post(toClaim(), { channel: CHANNEL });
    setting.slack.archiveChannel(CHANNEL);
    expect(await setting.alerts.update(claimed(), closed)).toBe(false);
    const codes = setting.lines.map(({ fields }) => fields?.['code']);
    expect(codes).toEqual(['message_not_found', 'is_inactive']);
  });
});

describe('a change that Slack does not get round to', () => {
  const updated = async () => {
    const reference = await setting.alerts.post(toClaim(), { channel: CHANNEL });
    return failureOf(setting.alerts.update(claimed(), reference).then(() => undefined));
  };

  it('waits as long as Slack says', async () => {
    refusing('ratelimited', { status: 429, headers: { 'retry-after': '7' } });
    expect(await updated()).toMatchObject({ kind: 'throttled', retryAfterMs: 7_000 });
  });

  it('is tried again after an outage', async () => {
    setting.slack.fail({ path: 'chat.update', how: 'reset' });
    expect(await updated()).toMatchObject({ kind: 'unavailable', when: 'during' });
  });

  it('stops all of Slack when the token is no good', async () => {
    refusing('token_revoked');
    expect(await updated()).toMatchObject({ kind: 'unauthorised' });
  });

  it('waits for its share of changes, which is not the channel’s share of messages', async () => {
    setting.budgetSays.push(0, 4_000);
    expect(await updated()).toMatchObject({
      ...{ kind: 'throttled', when: 'before', retryAfterMs: 4_000 },
    });
    expect(setting.slack.journal).toHaveLength(1);
  });
});
