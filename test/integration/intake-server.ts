import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Accept, Acceptance } from '../../src/intake/accept.ts';
import type { IntakeDeps } from '../../src/intake/intake-deps.ts';
import { createIntakeDoor } from '../../src/intake/intake-door.ts';
import { createIntakeRouter } from '../../src/intake/intake-route.ts';
import { sourcesSchema } from '../../src/intake/source-settings.ts';

export const ORIGIN = 'https://www.example.com';

/** One source of each kind that the tests post to. */
const SOURCES = sourcesSchema.parse({
  sources: {
    website: {
      vendor: 'form',
      origins: [ORIGIN, 'https://app.example.com/'],
      thanksUrl: '/thanks',
      redirects: ['/thanks/demo', 'https://partner.example/done'],
    },
    'bare-form': { vendor: 'form', fieldsMax: 500 },
    zapier: { vendor: 'json' },
    small: { vendor: 'json', bodyBytesMax: 1_024 },
    secured: {
      vendor: 'json',
      signature: { scheme: 'token', secrets: [{ id: 'a', value: 'open-sesame' }] },
    },
    elementor: { vendor: 'elementor' },
    typeform: {
      vendor: 'typeform',
      signature: { scheme: 'typeform', secrets: [{ id: 't', value: 'typeform-secret' }] },
    },
    'google-ads': {
      vendor: 'google-ads',
      signature: {
        scheme: 'token',
        in: 'body:google_key',
        secrets: [{ id: 'g', value: 'the-shared-key' }],
      },
    },
    linkedin: {
      vendor: 'json',
      signature: { scheme: 'linkedin', secrets: [{ id: 'l', value: 'client-secret' }] },
    },
  },
});

export type LogLine = { message: string; fields: Record<string, unknown> };

export type Post = {
  body?: string | Buffer | URLSearchParams | FormData;
  headers?: Record<string, string>;
  method?: string;
};

export type IntakeServer = Awaited<ReturnType<typeof startIntake>>;

/** The intake on a free port, keeping in memory; `accept` may be replaced while it runs. */
export async function startIntake() {
  const kept: Acceptance[] = [];
  const seen = new Map<string, string>();
  const lines: LogLine[] = [];
  const counts: string[] = [];
  let ids = 0;

  const keep: Accept = async (entry) => {
    const known = entry.duplicateKeys.map(({ key }) => seen.get(key)).find((id) => id);
    if (known) return { leadId: known, duplicate: true };
    for (const { key } of entry.duplicateKeys) seen.set(key, entry.leadId);
    kept.push(entry);
    return { leadId: entry.leadId, duplicate: false };
  };
  const doors = { accept: keep };
  const note = (message: string, fields = {}) => void lines.push({ message, fields });

  const deps: IntakeDeps = {
    sources: () => SOURCES,
    accept: (entry) => doors.accept(entry),
    publicUrl: 'https://leads.example.com',
    world: {
      now: () => Date.parse('2026-03-02T12:00:00Z'),
      newLeadId: () => `0190f3a0-0000-7000-8000-${String((ids += 1)).padStart(12, '0')}`,
      log: { debug: note, info: note, warn: note, error: note },
      metrics: {
        count: (name, labels = {}) =>
          void counts.push(`${name} ${Object.values(labels).join(' ')}`),
        observe: () => undefined,
        gauge: () => undefined,
      },
    },
  };
  // As the web side does it: what the door does not take is for the application.
  const app = express().use(createIntakeRouter(deps));
  const addressOf = ({ socket }: IncomingMessage) => socket.remoteAddress;
  const enter = createIntakeDoor({ ...deps, addressOf, headers: {} });
  const server = createServer((incoming, outgoing) => {
    if (!enter(incoming, outgoing)) app(incoming, outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function post(source: string, { body, headers = {}, method = 'POST' }: Post = {}) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/sources/${source}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : body }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: () => parsed(text) };
  }

  return {
    kept,
    lines,
    counts,
    doors,
    keep,
    post,
    postJson: (source: string, value: unknown, headers: Record<string, string> = {}) =>
      post(source, {
        body: JSON.stringify(value),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    forget: () => {
      kept.length = 0;
      lines.length = 0;
      counts.length = 0;
      seen.clear();
      doors.accept = keep;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function parsed(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}
