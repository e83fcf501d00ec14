import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/slack-stand-in.ts';
import { CHANNEL, START } from './slack-setup.ts';

/** The stand-in as the official client and a plain HTTP request see it. */
let slack: SlackStandIn;
let clock: { ms: number };

beforeEach(async () => {
  clock = { ms: START };
  slack = await startSlackStandIn({ now: () => clock.ms, channels: [{ id: CHANNEL }] });
});
afterEach(() => slack.close());

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

async function call(
  method: string,
  fields: Record<string, string> = {},
  token = 'xoxb-sandbox',
): Promise<Answer> {
  const answer = await fetch(slack.apiUrl + method, {
    method: 'POST',
    headers: token ? { authorization: `Bearer ${token}` } : {},
    body: new URLSearchParams(fields),
  });
  const body = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, headers: answer.headers, body };
}

const post = (fields: Record<string, string>) =>
  call('chat.postMessage', { channel: CHANNEL, text: 'hello', ...fields });
const errorOf = async (answer: Promise<Answer>) => (await answer).body['error'];

describe('the wire format', () => {
  it('is what the official client sends', async () => {
    const client = new WebClient('xoxb-sandbox', { slackApiUrl: slack.apiUrl });
    const answer = await client.auth.test();
    expect(answer).toMatchObject({ ok: true, bot_id: 'B0LEADLINE' });
    expect(answer.response_metadata?.scopes).toContain('chat:write');
  });

  it.each([
    ['application/json', '{"channel":"C0DACHLEADS","text":"hi"}', 'invalid_form_data'],
    ['text/plain', 'channel=C0DACHLEADS', 'invalid_post_type'],
  ])('is not %s', async (type, body, error) => {
    const answer = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: 'Bearer xoxb-sandbox', 'content-type': type },
      body,
    });
    expect(await answer.json()).toMatchObject({ ok: false, error });
  });

  it('wants a token that it knows, with the scope, and says which', async () => {
    expect(await errorOf(call('auth.test', {}, ''))).toBe('not_authed');
    expect(await errorOf(call('auth.test', {}, 'xoxb-other'))).toBe('invalid_auth');
    slack.setToken('xoxb-sandbox', { scopes: ['users:read'] });
    const { body, headers } = await post({});
    expect(body).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'users:read',
    });
    expect(headers.get('x-oauth-scopes')).toBe('users:read');
    expect(headers.get('x-accepted-oauth-scopes')).toBe('chat:write');
  });

  it('names a method that it does not know', async () => {
    expect(await errorOf(call('chat.shout'))).toBe('unknown_method');
  });
});

describe('posting', () => {
  it('gives every message a timestamp of its own, rising even when the clock stands still', async () => {
    const stamps: unknown[] = [];
    for (let index = 0; index < 5; index += 1) stamps.push((await post({})).body['ts']);
    expect(stamps.every((ts) => /^\d{10}\.\d{6}$/.test(String(ts)))).toBe(true);
    expect(new Set(stamps).size).toBe(5);
    // Texts of one length: their order is that of the numbers, digit by digit.
    expect(stamps.every((ts, index) => index === 0 || String(ts) > String(stamps[index - 1]))).toBe(
      true,
    );
  });

  it('limits each channel by itself, and says how long to wait', async () => {
    slack.createChannel({ id: 'C0OTHER' });
    for (let index = 0; index < 10; index += 1) await post({});
    const limited = await post({});
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    expect(limited.body).toEqual({ ok: false, error: 'ratelimited' });
    expect((await post({ channel: 'C0OTHER' })).body['ok']).toBe(true);
    clock.ms += 1_000;
    expect((await post({})).body['ok']).toBe(true);
  });

  it('takes channels by id only, and needs one', async () => {
    expect(await errorOf(post({ channel: '#leads' }))).toBe('channel_not_found');
    expect(await errorOf(call('chat.postMessage', { text: 'x' }))).toBe('invalid_arguments');
  });

  it('wants something to say', async () => {
    expect(await errorOf(post({ text: '' }))).toBe('no_text');
  });

  it('cuts a text above 40,000 characters', async () => {
    await post({ text: 'x'.repeat(40_001) });
    expect(slack.state().messages[0]?.text).toHaveLength(40_000);
  });

  it('says what is wrong with blocks and where', async () => {
    const blocks = [{ type: 'section', text: { type: 'plain_text', text: 'x'.repeat(3_001) } }];
    const { body } = await post({ blocks: JSON.stringify(blocks) });
    const words = 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]';
    expect(body).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [words],
      response_metadata: { messages: [`[ERROR] ${words}`] },
    });
    expect(await errorOf(post({ blocks: '[{' }))).toBe('invalid_blocks_format');
  });

  it.each([
    ['null', '{"event_type":"x","event_payload":{"a":null}}', 'invalid_metadata_schema'],
    ['depth', '{"event_type":"x","event_payload":{"a":{"b":{}}}}', 'invalid_metadata_schema'],
    ['no payload', '{"event_type":"x"}', 'invalid_metadata_schema'],
    ['no JSON', 'x', 'invalid_metadata_format'],
  ])('does not take metadata with %s', async (_, metadata, error) => {
    expect(await errorOf(post({ metadata }))).toBe(error);
  });

  it('does not take metadata that is too large', async () => {
    const payload = { event_type: 'x', event_payload: { a: 'x'.repeat(9_000) } };
    expect(await errorOf(post({ metadata: JSON.stringify(payload) }))).toBe('metadata_too_large');
  });

  it('replies to messages that are there', async () => {
    const { body } = await post({});
    expect((await post({ thread_ts: String(body['ts']) })).body['ok']).toBe(true);
    expect(await errorOf(post({ thread_ts: '1.5' }))).toBe('invalid_thread_ts');
    expect(await errorOf(post({ thread_ts: '1700000000.000001' }))).toBe('thread_not_found');
  });
});

describe('reading back', () => {
  const METADATA = '{"event_type":"lead_routed","event_payload":{"lead_id":"a"}}';

  it('keeps the payload of metadata to itself unless it is asked for', async () => {
    await post({ metadata: METADATA });
    const short = await call('conversations.history', { channel: CHANNEL });
    expect(short.body['messages']).toMatchObject([{ metadata: { event_type: 'lead_routed' } }]);
    expect(JSON.stringify(short.body)).not.toContain('lead_id');
    const whole = await call('conversations.history', {
      channel: CHANNEL,
      include_all_metadata: 'true',
    });
    expect(JSON.stringify(whole.body)).toContain('lead_id');
  });

  it('gives a channel newest first, page by page, and without the replies', async () => {
    const first = String((await post({ text: 'one' })).body['ts']);
    await post({ text: 'a reply', thread_ts: first });
    await post({ text: 'two' });
    const page = await call('conversations.history', { channel: CHANNEL, limit: '1' });
    expect(page.body).toMatchObject({ has_more: true, messages: [{ text: 'two' }] });
    const { next_cursor: cursor } = page.body['response_metadata'] as { next_cursor: string };
    const rest = await call('conversations.history', { channel: CHANNEL, cursor });
    expect(rest.body).toMatchObject({ has_more: false, messages: [{ text: 'one' }] });
  });

  it.each([
    ['true', 1],
    ['false', 0],
  ])('counts a message at the bound itself when inclusive is %s', async (inclusive, count) => {
    const oldest = String((await post({})).body['ts']);
    const { body } = await call('conversations.history', { channel: CHANNEL, oldest, inclusive });
    expect(body['messages']).toHaveLength(count);
  });

  it('is for members only, also where everybody may post', async () => {
    slack.removeBot(CHANNEL);
    expect((await post({})).body['ok']).toBe(true);
    expect(await errorOf(call('conversations.history', { channel: CHANNEL }))).toBe(
      'not_in_channel',
    );
    await call('conversations.join', { channel: CHANNEL });
    expect((await call('conversations.history', { channel: CHANNEL })).body['ok']).toBe(true);
  });
});

describe('the smaller methods', () => {
  it('change, link and decorate a message', async () => {
    const ts = String((await post({})).body['ts']);
    await call('chat.update', { channel: CHANNEL, ts, text: 'changed' });
    expect(slack.state().messages[0]).toMatchObject({ text: 'changed', edited: true });
    const long = { channel: CHANNEL, ts, text: 'x'.repeat(4_001) };
    expect(await errorOf(call('chat.update', long))).toBe('msg_too_long');
    const link = await call('chat.getPermalink', { channel: CHANNEL, message_ts: ts });
    expect(link.body['permalink']).toContain(`/archives/${CHANNEL}/p`);
    const reaction = { channel: CHANNEL, timestamp: ts, name: 'eyes' };
    expect((await call('reactions.add', reaction)).body['ok']).toBe(true);
    expect(await errorOf(call('reactions.add', reaction))).toBe('already_reacted');
  });

  it('check blocks without a token, and views before they open', async () => {
    const blocks = JSON.stringify([{ type: 'section', text: { type: 'invalid', text: 'x' } }]);
    expect((await call('blocks.validate', { blocks }, '')).body).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [
        {
          code: 'failed_constraint',
          message: 'unsupported type: invalid',
          pointer: '/0/text/type',
        },
      ],
    });
    const view = JSON.stringify({
      type: 'modal',
      title: { type: 'plain_text', text: 'x'.repeat(25) },
      blocks: [],
    });
    expect(await errorOf(call('views.open', { trigger_id: '1.2.3', view }))).toBe(
      'invalid_arguments',
    );
  });
});

const order = (path: string, body?: string) =>
  fetch(`${slack.url}/sandbox/channels${path}`, { method: 'POST', ...(body ? { body } : {}) });

describe('what people do in the workspace', () => {
  it('can be ordered over HTTP', async () => {
    await order(`/${CHANNEL}/archive`);
    expect(await errorOf(post({}))).toBe('is_archived');
    await order(`/${CHANNEL}/unarchive`);
    expect((await post({})).body['ok']).toBe(true);
    await order('', '{"id":"C0NEW","name":"new"}');
    expect((await post({ channel: 'C0NEW' })).body['ok']).toBe(true);
    expect((await order('/C0NEVER/archive')).status).toBe(400);
  });

  it('is forgotten on reset', async () => {
    slack.archiveChannel(CHANNEL);
    slack.reset();
    expect((await post({})).body['ok']).toBe(true);
    expect(slack.state().messages).toHaveLength(1);
  });
});
