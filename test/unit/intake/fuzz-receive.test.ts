import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Acceptance } from '../../../src/intake/accept.ts';
import type { IntakeAnswer } from '../../../src/intake/answers.ts';
import { receiveSubmission } from '../../../src/intake/receive.ts';
import { sourcesSchema, VENDORS } from '../../../src/intake/source-settings.ts';
import { compileRouting } from '../../../src/routing/compiled-routing.ts';
import { decide } from '../../../src/routing/decide.ts';
import { explain } from '../../../src/routing/explain/explain.ts';
import { explanationText } from '../../../src/routing/explain/explain-text.ts';
import { EMPTY_ROTATION } from '../../../src/routing/rotation-state.ts';
import { exampleVariables, sampleSettings } from '../../support/company.ts';
import { mutatedBodies } from '../../support/mutated-bodies.ts';
import { type SenderBody, senderBodies } from '../../support/sender-bodies.ts';

/**
 * Whatever bytes come, the sender gets an answer that it can understand, and what is answered 200
 * is kept in a form that can be stored and routed. FUZZ_RUNS and FUZZ_SEED make a run longer or
 * repeat it; a failure prints its seed.
 */

const RUNS = {
  numRuns: Number(process.env['FUZZ_RUNS'] ?? 200),
  ...(process.env['FUZZ_SEED'] !== undefined && { seed: Number(process.env['FUZZ_SEED']) }),
};
const WITHIN_MS = 5_000 + 20 * RUNS.numRuns;
const NOW = Date.parse('2026-03-02T12:00:00Z');

const KEY = { id: 'key', value: 'the-shared-key' };
const SOURCES = sourcesSchema.parse({
  sources: {
    ...Object.fromEntries(VENDORS.map((vendor) => [vendor, { vendor }])),
    'google-ads': {
      vendor: 'google-ads',
      signature: { scheme: 'token', in: 'body:google_key', secrets: [KEY] },
    },
  },
});
const BODIES = senderBodies();
const COMPANY = sampleSettings(exampleVariables());

async function receive({ vendor, body, contentType }: SenderBody) {
  const kept: Acceptance[] = [];
  const nothing = () => undefined;
  const answer = await receiveSubmission(
    {
      method: 'POST',
      sourceName: vendor,
      target: `/v1/sources/${vendor}`,
      body,
      query: new URLSearchParams(),
      headers: { 'content-type': contentType, 'user-agent': 'Mozilla/5.0' },
      ip: '192.0.2.1',
    },
    {
      sources: () => SOURCES,
      accept: async (entry) => {
        kept.push(entry);
        return { leadId: entry.leadId, duplicate: false };
      },
      publicUrl: undefined,
      world: {
        now: () => NOW,
        newLeadId: () => '0190f3a0-0000-7000-8000-00000000000a',
        log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
        metrics: { count: nothing, observe: nothing, gauge: nothing },
      },
    },
  );
  return { answer, kept };
}

function expectUnderstandable({ status, headers, body }: IntakeAnswer): void {
  expect([200, 400, 401, 413, 415, 422]).toContain(status);
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  const said = JSON.parse(body) as Record<string, unknown>;
  const words = status === 200 ? ['leadId', 'status'] : status === 422 ? ['errors'] : ['error'];
  expect(Object.keys(said)).toEqual(words);
}

function expectKept({ vendor, body }: SenderBody, kept: Acceptance[]): void {
  const [entry] = kept;
  expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
  if (entry?.state !== 'in_flight') expect(entry?.reason).toMatch(/[.!?]$/);
  if (vendor !== 'google-ads') expect(entry?.raw.bodyBase64).toBe(body.toString('base64'));
  // Its token stands in the body. A mutation may have said it once more, where it is any text.
  else if (body.toString('latin1').split(KEY.value).length === 2) {
    expect(JSON.stringify(kept)).not.toContain(KEY.value);
    expect(keptBody(kept)).not.toContain(KEY.value);
  }
}

function keptBody([entry]: Acceptance[]): string {
  return Buffer.from(entry?.raw.bodyBase64 ?? '', 'base64').toString('latin1');
}

function expectRouted({ lead }: Acceptance): void {
  if (!lead) throw new Error('a lead in flight is a lead');
  const basis = { decidedAt: NOW, rotation: EMPTY_ROTATION, absences: {} };
  const about = [lead, { known: false, properties: {} }, compileRouting(COMPANY), basis] as const;
  const decision = decide(...about);
  expect(decision.owner).toBeDefined();
  const explanation = explain(...about);
  expect(explanation.decision).toEqual(decision);
  expect(explanationText(explanation)).toContain(decision.marketTitle);
}

describe('Damaged copies of what senders really send', () => {
  it.each(VENDORS)(
    'are answered, and kept when they are answered 200: %s',
    async (vendor) => {
      const bases = BODIES.filter((each) => each.vendor === vendor);
      await fc.assert(
        fc.asyncProperty(mutatedBodies(bases), async (sent) => {
          const { answer, kept } = await receive(sent);
          expectUnderstandable(answer);
          expect(kept).toHaveLength(answer.status === 200 ? 1 : 0);
          if (answer.status === 200) expectKept(sent, kept);
          for (const entry of kept) if (entry.state === 'in_flight') expectRouted(entry);
        }),
        RUNS,
      );
    },
    WITHIN_MS,
  );

  it(
    'are understood by no other vendor’s adapter as a failure of ours',
    async () => {
      const bodies = mutatedBodies(BODIES);
      await fc.assert(
        fc.asyncProperty(bodies, fc.constantFrom(...VENDORS), async (sent, vendor) => {
          const { answer } = await receive({ ...sent, vendor });
          expectUnderstandable(answer);
        }),
        RUNS,
      );
    },
    WITHIN_MS,
  );

  it(
    'leave every prototype as it was',
    async () => {
      const before = Object.getOwnPropertyNames(Object.prototype);
      await fc.assert(
        fc.asyncProperty(mutatedBodies(BODIES), async (sent) => {
          await receive(sent);
          expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
        }),
        RUNS,
      );
    },
    WITHIN_MS,
  );
});
