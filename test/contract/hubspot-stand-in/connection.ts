import { Client } from '@hubspot/api-client';
import { SANDBOX_TOKEN } from '../../../src/sandbox/hubspot/hubspot-service.ts';
import {
  type HubspotStandIn,
  startHubspotStandIn,
} from '../../../src/sandbox/hubspot/hubspot-stand-in.ts';
import type { HubspotOptions } from '../../../src/sandbox/hubspot/portal.ts';

export type Answer = {
  status: number;
  headers: Headers;
  // The answers' shapes are what the tests look at, so they are read as they come.
  json: Record<string, unknown>;
  text: string;
};

export type Connection = {
  hubspot: HubspotStandIn;
  /** The vendor's own client, pointed at the stand-in. */
  client: Client;
  clock: { now: number };
  send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
};

/** 23 November 2026, 08:00 UTC. */
const START = 1_795_420_800_000;

/** A stand-in whose clock stands still until a test moves it, and dice that repeat. */
export async function connect(options: Partial<HubspotOptions> = {}): Promise<Connection> {
  const clock = { now: START };
  const hubspot = await startHubspotStandIn({
    now: () => clock.now,
    random: repeatableDice(),
    ...options,
  });
  const client = new Client({ accessToken: SANDBOX_TOKEN, basePath: hubspot.url });
  return { hubspot, client, clock, send: sender(hubspot.url) };
}

function sender(url: string): Connection['send'] {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${SANDBOX_TOKEN}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: answer.status, headers: answer.headers, json, text };
  };
}

function repeatableDice(): () => number {
  let seed = 42;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
}
