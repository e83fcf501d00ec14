import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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
  setting = await slackSetting({ rate: { perSecond: 1, burst: 100 } });
});
afterEach(() => setting.slack.close());

const posted = () => setting.slack.state().messages;

describe('posting an alert', () => {
  it('reaches the channel with the owner mentioned, the CRM linked and the lead id kept', async () => {
    const reference = await setting.alerts.post(leadAlert(), { channel: CHANNEL });

    const [message] = posted();
    expect(posted()).toHaveLength(1);
    expect(reference).toEqual({ channel: CHANNEL, ts: message?.ts });
    expect(message?.metadata).toEqual({
      event_type: 'lead_routed',
      event_payload: { lead_id: LEAD_ID },
    });
    expect(message?.effects.map(({ kind, value }) => [kind, value])).toEqual([
      ['user', 'U012AB3CD'],
      ['date', 'Received {ago}, {date_short_pretty} at {time}'],
      ['button', 'https://app.crm.example/contacts/1/record/0-1/51'],
    ]);
    expect([message?.unfurlLinks, message?.unfurlMedia]).toEqual([false, false]);
  });

  it('goes into the thread of the earlier lead when the person was just alerted', async () => {
    const first = await setting.alerts.post(leadAlert(), { channel: CHANNEL });
    await setting.alerts.post(leadAlert({ linkedToLeadId: LEAD_ID }), {
      channel: CHANNEL,
      threadTs: first.ts,
    });

    expect(posted()[1]?.threadTs).toBe(first.ts);
    expect(posted()[1]?.blocks.some((block) => block.type === 'header')).toBe(false);
  });

  it('goes beside the thread when its first message was deleted', async () => {
    const first = await setting.alerts.post(leadAlert(), { channel: CHANNEL });
    setting.slack.deleteMessage(CHANNEL, first.ts);
    await setting.alerts.post(leadAlert(), { channel: CHANNEL, threadTs: first.ts });

    expect(posted()).toHaveLength(1);
    expect(posted()[0]?.threadTs).toBeUndefined();
    expect(setting.lines.map((line) => line.fields?.['code'])).toEqual(['thread_not_found']);
  });

  it('is posted as text, and said so in the log, when Slack does not take the layout', async () => {
    setting.slack.fail({
      path: 'chat.postMessage',
      bodyIncludes: 'blocks=',
      status: 200,
      body: '{"ok":false,"error":"invalid_blocks","errors":["must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]}',
    });
    await setting.alerts.post(leadAlert(), { channel: CHANNEL });

    const [message] = posted();
    expect(message?.blocks).toEqual([]);
    expect(message?.text).toContain('Asked: Could you call me about 40 seats?');
    expect(message?.effects.map(({ kind, value }) => [kind, value])).toEqual([
      ['user', 'U012AB3CD'],
      ['link', 'https://app.crm.example/contacts/1/record/0-1/51'],
    ]);
    expect(message?.metadata?.event_payload).toEqual({ lead_id: LEAD_ID });
    expect(setting.lines).toEqual([
      {
        level: 'warn',
        message: 'slack refused part of an alert; posting it without',
        fields: { leadId: LEAD_ID, channel: CHANNEL, without: ['blocks'], code: 'invalid_blocks' },
      },
    ]);
  });

  it('is posted without metadata when the token may not send any', async () => {
    setting.slack.fail({
      bodyIncludes: 'metadata=',
      status: 200,
      body: '{"ok":false,"error":"metadata_must_be_sent_from_app"}',
    });
    await setting.alerts.post(leadAlert(), { channel: CHANNEL });

    expect(posted().map((message) => message.metadata)).toEqual([undefined]);
  });

  it('is given up when Slack does not even take the text', async () => {
    setting.slack.fail({ status: 200, body: '{"ok":false,"error":"invalid_blocks"}' });

    expect(await failureOf(setting.alerts.post(leadAlert(), { channel: CHANNEL }))).toMatchObject({
      kind: 'invalid',
      when: 'after',
    });
    expect(setting.slack.journal).toHaveLength(2);
  });

  it('has a claim button only when the lead is to be claimed, in a thread too', async () => {
    const { owner: _, ...ownerless } = leadAlert({ claimable: true });
    await setting.alerts.post(leadAlert(), { channel: CHANNEL });
    expect(JSON.stringify(posted())).not.toContain('lead_claim');

    const { ts } = await setting.alerts.post(ownerless, { channel: CHANNEL });
    await setting.alerts.post(ownerless, { channel: CHANNEL, threadTs: ts });
    const [, alert, reply] = posted();
    expect(alert?.text).toContain('for whoever claims it first');
    for (const message of [alert, reply]) {
      expect(JSON.stringify(message?.blocks)).toContain(
        JSON.stringify(JSON.stringify({ v: 1, lead: LEAD_ID })).slice(1, -1),
      );
    }
  });

  it('is followed by a line for whoever has the lead, which is found by its own mark', async () => {
    const { ts } = await setting.alerts.post(leadAlert(), { channel: CHANNEL });
    const within = { channel: CHANNEL, threadTs: ts, sinceMs: START };
    const line = await setting.alerts.say('Ada has it', within, {
      mark: `${LEAD_ID}~claim`,
      owner: { name: 'Ada', slackId: 'U012AB3CD' },
    });
    const [, reply] = posted();
    expect(reply).toMatchObject({ threadTs: ts, text: 'Ada has it' });
    expect(reply?.effects).toContainEqual(expect.objectContaining({ value: 'U012AB3CD' }));
    expect(await setting.alerts.find(`${LEAD_ID}~claim`, within)).toEqual(line);
    expect((await setting.alerts.find(LEAD_ID, within))?.ts).toBe(ts);
  });
});

describe('the share of messages that a channel has', () => {
  it('is waited for in place when the wait is short', async () => {
    setting.budgetSays.push(700, 900);
    await setting.alerts.post(leadAlert(), { channel: CHANNEL });

    expect(setting.pauses).toEqual([700, 900]);
    expect(posted()).toHaveLength(1);
  });

  it('sends the lead back to its queue when the wait is long, with nothing posted', async () => {
    setting.budgetSays.push(4_000);

    expect(await failureOf(setting.alerts.post(leadAlert(), { channel: CHANNEL }))).toMatchObject({
      kind: 'throttled',
      when: 'before',
      retryAfterMs: 4_000,
    });
    expect(setting.slack.journal).toEqual([]);
  });
});

describe('looking for an alert whose answer was lost', () => {
  it('finds the one that Slack stored before it fell silent', async () => {
    setting.slack.fail({ path: 'chat.postMessage', when: 'after', how: 'hang', times: 1 });
    const failure = await failureOf(setting.alerts.post(leadAlert(), { channel: CHANNEL }));
    expect(failure).toMatchObject({ kind: 'unavailable', when: 'during', code: 'TimeoutError' });

    const found = await setting.alerts.find(LEAD_ID, { channel: CHANNEL, sinceMs: START });
    expect(found).toEqual({ channel: CHANNEL, ts: posted()[0]?.ts });
  });

  it('finds it behind hundreds of other messages, and nobody else’s', async () => {
    const crowded = await slackSetting({ rate: { perSecond: 1, burst: 1_000 } });
    const reference = await crowded.alerts.post(leadAlert(), { channel: CHANNEL });
    for (let other = 0; other < 230; other += 1) {
      await crowded.alerts.say(`another message ${other}`, { channel: CHANNEL });
    }
    const within = { channel: CHANNEL, sinceMs: START };
    const found = await crowded.alerts.find(LEAD_ID, within);
    const other = await crowded.alerts.find('019ab3c4-0000-7000-8000-00000000000b', within);
    await crowded.slack.close();

    expect(found).toEqual(reference);
    expect(other).toBeUndefined();
  });

  it('looks in the thread, and in the channel when the thread is gone', async () => {
    const first = await setting.alerts.say('the first alert', { channel: CHANNEL });
    const place = { channel: CHANNEL, threadTs: first.ts };
    const reply = await setting.alerts.post(leadAlert(), place);
    const within = { ...place, sinceMs: START };
    expect(await setting.alerts.find(LEAD_ID, within)).toEqual(reply);

    setting.slack.reset();
    const beside = await setting.alerts.post(leadAlert(), { channel: CHANNEL });
    expect(await setting.alerts.find(LEAD_ID, within)).toEqual(beside);
  });

  it('says which scope to add when the history may not be read', async () => {
    setting.slack.setToken('xoxb-sandbox', { scopes: ['chat:write'] });

    const failure = await failureOf(
      setting.alerts.find(LEAD_ID, { channel: CHANNEL, sinceMs: START }),
    );
    expect(failure).toMatchObject({ kind: 'refused', code: 'history_not_permitted' });
    expect(failure.advice).toContain('channels:history');
  });

  it('asks for an invitation when the app is not in the channel', async () => {
    setting.slack.removeBot(CHANNEL);

    const failure = await failureOf(
      setting.alerts.find(LEAD_ID, { channel: CHANNEL, sinceMs: START }),
    );
    expect(failure).toMatchObject({ kind: 'refused', code: 'history_not_permitted' });
    expect(failure.advice).toContain('/invite');
  });
});

describe('saying something to people', () => {
  it('keeps the words as they are and lets none of them ping, link or format', async () => {
    const words =
      'Redis is away <!channel> see https://evil.example *now* @here\nrun: leadline doctor';
    await setting.alerts.say(words, { channel: CHANNEL });

    expect(posted()[0]?.effects).toEqual([]);
    expect(JSON.stringify(posted()[0]?.blocks)).toContain(JSON.stringify(words).slice(1, -1));
  });

  it('never sends an empty message', async () => {
    await setting.alerts.say(' \u200B ', { channel: CHANNEL });
    expect(posted()).toHaveLength(1);
  });
});
