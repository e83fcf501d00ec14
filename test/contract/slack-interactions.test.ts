import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { type Press, signedInteraction } from '../../src/sandbox/slack/press-button.ts';
import { createHttpClient, type HttpClient } from '../../src/systems/http/http-client.ts';
import { createSlackInteractions } from '../../src/systems/slack/interactions-route.ts';
import { createSlackResponder } from '../../src/systems/slack/respond.ts';
import type { Click } from '../../src/workflow/claim-lead.ts';
import {
  CHANNEL,
  LEAD_ID,
  type LogLine,
  leadAlert,
  type Setting,
  slackSetting,
} from './slack-setup.ts';

const SECRET = 'a-signing-secret';
const SIX_MINUTES_MS = 360_000;

let setting: Setting;
let server: Server;
let http: HttpClient;
let requestUrl: string;
let clicks: Click[];
let claim: (click: Click) => Promise<{ says: string }>;
let warnings: LogLine[];
let signingSecret: string | undefined;

beforeEach(async () => {
  setting = await slackSetting();
  http = createHttpClient({ system: 'slack', timeoutMs: 1_000 });
  [clicks, warnings, signingSecret] = [[], [], SECRET];
  claim = async () => ({ says: 'You have it.' });
  server = createServer(app()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/interactions`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await http.close();
  await setting.slack.close();
});

function app() {
  return express().use((request, response, next) => {
    const route = createSlackInteractions({
      ...createSlackResponder({ http, apiUrl: setting.slack.apiUrl }),
      signingSecret,
      claim: (click) => {
        clicks.push(click);
        return claim(click);
      },
      now: () => setting.clock.ms,
      log: { warn: (message) => void warnings.push({ level: 'warn', message }) },
    });
    return route(request, response, next);
  });
}

async function press(changes: Partial<Press> = {}) {
  const message = await setting.alerts.post(leadAlert({ claimable: true }), { channel: CHANNEL });
  return setting.slack.press({
    ...{ requestUrl, signingSecret: SECRET, user: 'U0ADA', message, actionId: 'lead_claim' },
    ...changes,
  });
}

/** Posts a payload with a good signature. */
function signed(payload: unknown) {
  const sent = signedInteraction(payload, SECRET, setting.clock.ms);
  return fetch(requestUrl, { method: 'POST', ...sent });
}

/** What the person alone was told; it comes beside the HTTP answer. */
async function told(): Promise<unknown[]> {
  const responses = () => setting.slack.state().responses;
  const until = Date.now() + 5_000;
  while (responses().length === 0 && Date.now() < until) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return responses().map(({ body }) => body);
}

describe('a button that is pressed in Slack', () => {
  it('claims the lead for the person whom Slack names, and tells them alone', async () => {
    expect(await press()).toMatchObject({ status: 200, body: '' });
    expect(clicks).toEqual([{ leadId: LEAD_ID, slackId: 'U0ADA' }]);
    expect(await told()).toEqual([
      { response_type: 'ephemeral', replace_original: false, text: 'You have it.' },
    ]);
  });

  it('is passed on each time it is pressed', async () => {
    const { sent } = await press();
    const again = await fetch(requestUrl, { method: 'POST', ...sent });
    expect(again.status).toBe(200);
    expect(clicks).toHaveLength(2);
  });

  it('is not answered late because the claim hangs', async () => {
    let end: ((answer: { says: string }) => void) | undefined;
    claim = () => new Promise((resolve) => (end = resolve));
    expect((await press()).status).toBe(200);
    end?.({ says: 'Bob claimed it first.' });
    expect(await told()).toEqual([expect.objectContaining({ text: 'Bob claimed it first.' })]);
  });

  it('is asked for again when the claim could not be noted', async () => {
    claim = async () => {
      throw new Error('Redis is away');
    };
    expect((await press()).status).toBe(200);
    expect(await told()).toEqual([
      expect.objectContaining({ text: expect.stringContaining('press again') }),
    ]);
  });

  it('of another kind is answered with 200 and does nothing', async () => {
    expect((await press({ actionId: 'lead_open_crm' })).status).toBe(200);
    expect(clicks).toEqual([]);
    for (const payload of [
      { type: 'view_submission', user: { id: 'U0ADA' }, view: {} },
      { type: 'block_actions', user: { id: 'U0ADA' }, actions: [{ action_id: 'of_another_app' }] },
      {
        ...{ type: 'block_actions', user: { id: 'U0ADA' } },
        actions: [{ action_id: 'lead_claim', value: 'no JSON' }],
      },
    ]) {
      expect((await signed(payload)).status).toBe(200);
    }
    expect(clicks).toEqual([]);
    expect((await signed('no payload')).status).toBe(400);
  });

  it('is answered to no address but Slack’s', async () => {
    const elsewhere = await slackSetting();
    const payload = {
      ...{ type: 'block_actions', user: { id: 'U0ADA' } },
      actions: [{ action_id: 'lead_claim', value: JSON.stringify({ v: 1, lead: LEAD_ID }) }],
      response_url: `${elsewhere.slack.url}/actions/T1/U1`,
    };
    expect((await signed(payload)).status).toBe(200);
    expect(clicks).toHaveLength(1);
    await press();
    await told();
    expect(elsewhere.slack.journal).toEqual([]);
    await elsewhere.slack.close();
  });
});

describe('a request that Slack has not signed', () => {
  it('is refused: another secret, no signature, none at all configured', async () => {
    expect((await press({ signingSecret: 'another' })).status).toBe(401);
    const body = new URLSearchParams({ payload: '{}' });
    expect((await fetch(requestUrl, { method: 'POST', body })).status).toBe(401);
    signingSecret = undefined;
    expect((await press()).status).toBe(401);
    expect((await press({ signingSecret: '' })).status).toBe(401);
    expect(clicks).toEqual([]);
    expect(warnings).toHaveLength(4);
  });

  it('is refused when it is old, or from the future', async () => {
    expect((await press({ at: setting.clock.ms - SIX_MINUTES_MS })).status).toBe(401);
    expect((await press({ at: setting.clock.ms + SIX_MINUTES_MS })).status).toBe(401);
    expect(clicks).toEqual([]);
  });

  it('is refused when somebody changed it on the way', async () => {
    const { sent } = await press();
    const body = sent.body.replace('U0ADA', 'U0BOB');
    expect(body).not.toBe(sent.body);
    const changed = await fetch(requestUrl, { method: 'POST', headers: sent.headers, body });
    expect(changed.status).toBe(401);
    expect(clicks).toHaveLength(1);
  });
});
