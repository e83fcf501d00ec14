import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FailureOrder } from '../../src/sandbox/failure-order.ts';
import { CHANNEL, failureOf, leadAlert, type Setting, START, slackSetting } from './slack-setup.ts';

let setting: Setting;

beforeEach(async () => {
  setting = await slackSetting();
});
afterEach(() => setting.slack.close());

const post = () => failureOf(setting.alerts.post(leadAlert(), { channel: CHANNEL }));
const postedCount = () => setting.slack.state().messages.length;

async function afterOrder(order: Partial<FailureOrder>) {
  setting.slack.fail({ path: 'chat.postMessage', ...order });
  return post();
}

describe('a channel that takes no message', () => {
  it('is refused with advice when it is archived, and works again once it is not', async () => {
    setting.slack.archiveChannel(CHANNEL);
    const failure = await post();
    expect(failure).toMatchObject({ kind: 'refused', when: 'after', code: 'is_archived' });
    expect(failure.advice).toBe(
      'Un-archive the channel or name another one for this market in markets.yaml, then replay.',
    );

    setting.slack.unarchiveChannel(CHANNEL);
    await setting.alerts.post(leadAlert(), { channel: CHANNEL });
    expect(postedCount()).toBe(1);
  });

  it.each([
    ['C0UNKNOWN', 'channel_not_found'],
    ['C0PRIVATE', 'channel_not_found'],
    ['C0READONLY', 'restricted_action_read_only_channel'],
  ])('is refused: %s answers %s', async (channel, code) => {
    setting.slack.createChannel({ id: 'C0PRIVATE', private: true, botIsMember: false });
    setting.slack.createChannel({ id: 'C0READONLY', readOnly: true });

    const failure = await failureOf(setting.alerts.post(leadAlert(), { channel }));
    expect(failure).toMatchObject({ kind: 'refused', when: 'after', code });
    expect(failure.advice).toContain('replay');
  });

  it('is refused when the app is not in it and may not post everywhere', async () => {
    setting.slack.removeBot(CHANNEL);
    setting.slack.setToken('xoxb-sandbox', { scopes: ['chat:write'] });
    expect(await post()).toMatchObject({ kind: 'refused', code: 'not_in_channel' });
  });
});

describe('a token that is no good', () => {
  it.each([
    ['revoked', 'token_revoked'],
    ['expired', 'token_expired'],
    ['inactive', 'account_inactive'],
  ] as const)('stops all of Slack when it is %s', async (state, code) => {
    setting.slack.setToken('xoxb-sandbox', { state });
    expect(await post()).toMatchObject({ kind: 'unauthorised', when: 'after', code });
    expect(await failureOf(setting.alerts.probe())).toMatchObject({ kind: 'unauthorised' });
  });

  it('names the scope that it lacks', async () => {
    setting.slack.setToken('xoxb-sandbox', { scopes: ['users:read'] });
    expect(await post()).toMatchObject({
      kind: 'unauthorised',
      code: 'missing_scope',
      words: 'the token lacks a scope (missing_scope: chat:write)',
    });
  });

  it('is noticed by a stranger’s token too', async () => {
    const stranger = await slackSetting({}, { token: 'xoxb-somebody-else' });
    expect(await failureOf(stranger.alerts.probe())).toMatchObject({ code: 'invalid_auth' });
    await stranger.slack.close();
  });
});

describe('too many messages', () => {
  it('waits exactly as long as Slack says', async () => {
    const strict = await slackSetting({ rate: { perSecond: 0.25, burst: 1 } });
    await strict.alerts.post(leadAlert(), { channel: CHANNEL });
    const failure = await failureOf(strict.alerts.post(leadAlert(), { channel: CHANNEL }));
    expect(failure).toMatchObject({ kind: 'throttled', when: 'after', retryAfterMs: 4_000 });

    strict.clock.ms += 4_000;
    await strict.alerts.post(leadAlert(), { channel: CHANNEL });
    expect(strict.slack.state().messages).toHaveLength(2);
    await strict.slack.close();
  });

  it.each([
    ['no Retry-After', {}, 10_000],
    ['Retry-After: 0', { 'retry-after': '0' }, 1_000],
    ['a date', { 'retry-after': new Date(START + 30_000).toUTCString() }, 30_000],
    ['nonsense', { 'retry-after': 'soon' }, 10_000],
    ['more than a day', { 'retry-after': '100000' }, 3_600_000],
  ])('waits a sensible time for 429 with %s', async (_, headers, retryAfterMs) => {
    const body = '{"ok":false,"error":"ratelimited"}';
    const failure = await afterOrder({
      status: 429,
      headers,
      body,
    });
    expect(failure).toMatchObject({ kind: 'throttled', when: 'after', retryAfterMs });
  });

  it('knows the rate limit that comes with status 200', async () => {
    const body = '{"ok":false,"error":"ratelimited"}';
    const failure = await afterOrder({ status: 200, headers: { 'retry-after': '7' }, body });
    expect(failure).toMatchObject({ kind: 'throttled', retryAfterMs: 7_000 });
  });
});

describe('an answer that does not come', () => {
  it.each(['reset', 'hang', 'slow-body'] as const)(
    'leaves open whether the message was posted: %s, which it was',
    async (how) => {
      expect(await afterOrder({ how, when: 'after' })).toMatchObject({
        kind: 'unavailable',
        when: 'during',
      });
      expect(postedCount()).toBe(1);
    },
  );

  it('leaves it open as well when the message was not posted', async () => {
    expect(await afterOrder({ how: 'reset' })).toMatchObject({
      kind: 'unavailable',
      when: 'during',
    });
    expect(postedCount()).toBe(0);
  });

  it('is sure that nothing was posted when nobody listens', async () => {
    await setting.slack.close();
    expect(await post()).toMatchObject({
      kind: 'unavailable',
      when: 'before',
      code: 'ECONNREFUSED',
    });
  });

  it('is asked for once only: nothing is repeated behind the workflow’s back', async () => {
    await afterOrder({ how: 'reset' });
    await afterOrder({ status: 503 });
    expect(setting.slack.journal).toHaveLength(2);
  });
});

describe('an answer that says nothing', () => {
  it.each([500, 502, 503, 504])('%d leaves open whether the message was posted', async (status) => {
    expect(await afterOrder({ status, body: '<html>Bad gateway</html>' })).toMatchObject({
      kind: 'unavailable',
      when: 'during',
      status,
    });
  });

  it.each([
    ['a page', '<html><body>Jane Doe: please log in</body></html>'],
    ['nothing', ''],
    ['half an answer', '{"ok":true,"channel":"C0DACHLEADS","ts'],
    ['no object', 'null'],
    ['success without a timestamp', '{"ok":true}'],
  ])('status 200 with %s is no success, and its text goes nowhere', async (_, body) => {
    const failure = await afterOrder({ status: 200, body });
    expect(failure).toMatchObject({ kind: 'unavailable', when: 'during' });
    expect(JSON.stringify(failure)).not.toContain('Jane');
  });

  it('is retried when a proxy forbids the way', async () => {
    expect(await afterOrder({ status: 403, body: 'blocked by policy' })).toMatchObject({
      kind: 'unavailable',
      when: 'after',
      status: 403,
    });
  });

  it('never follows a redirect with the token', async () => {
    const elsewhere = await slackSetting();
    const headers = { location: `${elsewhere.slack.apiUrl}chat.postMessage` };
    const failure = await afterOrder({ status: 307, headers });
    expect(failure.kind).toBe('unavailable');
    expect(elsewhere.slack.journal).toEqual([]);
    await elsewhere.slack.close();
  });
});

describe('a reason that leadline does not know', () => {
  it('waits for a person', async () => {
    const body = '{"ok":false,"error":"planets_misaligned"}';
    const failure = await afterOrder({ status: 200, body });
    expect(failure).toMatchObject({ kind: 'refused', when: 'after', code: 'planets_misaligned' });
    expect(failure.advice).toContain('docs.slack.dev');
  });

  it.each(['internal_error', 'fatal_error'])(
    'leaves open whether the message was posted: %s',
    async (error) => {
      const body = JSON.stringify({ ok: false, error });
      expect(await afterOrder({ status: 200, body })).toMatchObject({
        kind: 'unavailable',
        when: 'during',
        code: error,
      });
    },
  );
});
