import { describe, expect, it } from '@jest/globals';
import type { Acceptance } from '../../../src/intake/accept.ts';
import type { IntakeRequest } from '../../../src/intake/intake-request.ts';
import { receiveSubmission, receiveUnread } from '../../../src/intake/receive.ts';
import { sourcesSchema } from '../../../src/intake/source-settings.ts';

const TOKEN = {
  scheme: 'token',
  secrets: [{ id: 'old', value: 'old-token', retiredFrom: '2026-01-01' }],
};
const SOURCES = sourcesSchema.parse({
  sources: {
    hook: { vendor: 'json', duplicateWindowMinutes: 5 },
    mapped: { vendor: 'json', fields: { submissionId: 'entry' } },
    signed: { vendor: 'json', signature: TOKEN },
    inside: { vendor: 'json', signature: { ...TOKEN, in: 'body:key' } },
  },
});

function intake() {
  const kept: Acceptance[] = [];
  const log: string[] = [];
  const note = (message: string) => void log.push(message);
  const deps = {
    sources: () => SOURCES,
    accept: async (entry: Acceptance) => {
      kept.push(entry);
      return { leadId: entry.leadId, duplicate: false };
    },
    publicUrl: undefined,
    world: {
      now: () => Date.parse('2026-03-02T12:00:00Z'),
      newLeadId: () => 'lead-1',
      log: { debug: note, info: note, warn: note, error: note },
      metrics: { count: () => undefined, observe: () => undefined, gauge: () => undefined },
    },
  };
  return { kept, log, deps };
}

function request(
  sourceName: string,
  body: unknown,
  headers: Record<string, string> = {},
): IntakeRequest {
  return {
    method: 'POST',
    sourceName,
    target: `/v1/sources/${sourceName}`,
    body: Buffer.from(JSON.stringify(body)),
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/json', ...headers },
    ip: '192.0.2.1',
  };
}

async function keysOf(sourceName: string, body: unknown) {
  const { kept, deps } = intake();
  await receiveSubmission(request(sourceName, body), deps);
  return kept[0]?.duplicateKeys ?? [];
}

describe('Receiving a submission', () => {
  it('knows a repetition by its content for the source’s window when nothing names it', async () => {
    const [key] = await keysOf('hook', { email: 'a@example.com' });
    expect(key).toEqual({ key: expect.stringMatching(/^[0-9a-f]{64}$/), ttlMs: 300_000 });
    expect(await keysOf('hook', { email: 'a@example.com' })).toEqual([key]);
    expect(await keysOf('hook', { email: 'b@example.com' })).not.toEqual([key]);
    expect(await keysOf('mapped', { email: 'a@example.com' })).not.toEqual([key]);
  });

  it('knows it by the member that the source maps to the submission id', async () => {
    const first = await keysOf('mapped', { email: 'a@example.com', entry: '77' });
    expect(first).toEqual([{ key: expect.any(String), ttlMs: 604_800_000 }]);
    expect(await keysOf('mapped', { email: 'b@example.com', entry: '77' })).toEqual(first);
  });

  it('takes a retired secret, and says that it is still in use', async () => {
    const { kept, log, deps } = intake();
    const authorization = 'Bearer old-token';
    const sent = request('signed', { email: 'a@example.com' }, { authorization });
    expect((await receiveSubmission(sent, deps)).status).toBe(200);
    expect(log).toContain('a retired signing secret is still in use');
    expect(JSON.stringify(kept)).not.toContain('old-token');
  });

  it('does not take the address of a vendor’s server for the visitor’s', async () => {
    const { kept, deps } = intake();
    const headers = { 'user-agent': 'Zapier', cookie: '_ga=GA1.1.5.6' };
    await receiveSubmission(request('hook', { email: 'a@example.com' }, headers), deps);
    expect(kept[0]?.lead?.visitor).toEqual({});
    expect(kept[0]?.lead?.attribution.cookies).toEqual({});
    expect(kept[0]?.raw.headers).toEqual({
      'content-type': 'application/json',
      'user-agent': 'Zapier',
    });
  });
});

describe('Receiving what leadline itself failed to read', () => {
  it('keeps it for a person', async () => {
    const { kept, deps } = intake();
    const answer = await receiveUnread(request('hook', { any: 'thing' }), deps);
    expect(answer.status).toBe(200);
    expect(kept).toMatchObject([{ state: 'quarantined', reasonCode: 'internal_error' }]);
  });

  it.each(['signed', 'inside'])('keeps nothing of an unverified sender: %s', async (source) => {
    const { kept, deps } = intake();
    const answer = await receiveUnread(request(source, { key: 'guessed' }), deps);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('30');
    expect(kept).toEqual([]);
  });
});
