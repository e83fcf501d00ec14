import { describe, expect, it } from '@jest/globals';
import type { Acceptance } from '../../../src/intake/accept.ts';
import { canaryEmail, canarySubmission } from '../../../src/intake/canary-submission.ts';
import { receiveSubmission } from '../../../src/intake/receive.ts';
import { type Sources, sourcesSchema, VENDORS } from '../../../src/intake/source-settings.ts';
import { LEAD_FIELDS } from '../../../src/lead/lead.ts';

const counts: string[] = [];
const observed: string[] = [];

async function receive(settings: object, change: object = {}) {
  const sources: Sources = sourcesSchema.parse({ sources: { form: settings } });
  const kept: Acceptance[] = [];
  const source = { ...(sources.sources['form'] as Sources['sources'][string]), name: 'form' };
  const request = { ...canarySubmission(source, '1'), ...change };
  const answer = await receiveSubmission(request, {
    sources: () => sources,
    accept: async (entry) => {
      kept.push(entry);
      return { leadId: entry.leadId, duplicate: false };
    },
    observer: {
      submission: ({ source: name }) => void observed.push(name),
      retiredSecret: () => undefined,
    },
    publicUrl: undefined,
    world: {
      now: () => 0,
      newLeadId: () => 'lead-1',
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      metrics: {
        count: (_, labels) => void counts.push(labels?.['status'] ?? ''),
        observe: () => undefined,
        gauge: () => undefined,
      },
    },
  });
  return { answer, entry: kept[0] };
}

describe('a canary', () => {
  it.each(VENDORS)('is a lead that %s would have sent, and marked', async (vendor) => {
    const { answer, entry } = await receive({ vendor, required: ['email', 'name', 'phone'] });
    expect(answer.status).toBe(200);
    expect(entry).toMatchObject({ state: 'in_flight', lead: { synthetic: true } });
    expect(entry?.lead?.person.email?.normalised).toBe(canaryEmail('form'));
    expect(entry?.lead?.message).toBe('Canary 1');
  });

  const stateable = LEAD_FIELDS.filter((field) => field !== 'ip' && field !== 'userAgent');
  it.each(VENDORS)('has all that a source of %s can require', async (vendor) => {
    const { answer } = await receive({ vendor, required: stateable });
    expect(answer).toMatchObject({ status: 200 });
  });

  it('stands in the fields that the source names, with values that it accepts', async () => {
    const { entry } = await receive({
      vendor: 'json',
      required: ['email', 'country', 'company'],
      fields: { email: 'contact.email', company: 'organisation.name', submissionId: 'referral.id' },
      accepts: { country: ['Austria'], 'organisation.name': ['Acme'] },
    });
    expect(entry?.lead).toMatchObject({
      person: { country: 'AT', company: 'Acme' },
      submission: { id: '1' },
    });
  });

  it('needs no signature, no captcha and no time trap, for it comes from leadline itself', async () => {
    const { answer } = await receive({
      vendor: 'form',
      signature: { scheme: 'token', secrets: [{ id: 'a', value: 'secret' }] },
      captcha: { provider: 'turnstile', secret: 'secret' },
      spam: { timeTrap: true, quarantineFrom: 1 },
    });
    expect(answer.status).toBe(200);
  });

  it('is refused without that mark, which no HTTP request can carry', async () => {
    const signature = { scheme: 'token', secrets: [{ id: 'a', value: 'secret' }] };
    const { answer } = await receive({ vendor: 'json', signature }, { synthetic: undefined });
    expect(answer.status).toBe(401);
  });

  it('counts neither among the submissions of its source nor in what is usual for it', async () => {
    counts.length = 0;
    observed.length = 0;
    await receive({ vendor: 'json' });
    expect(counts).toEqual(['canary_accepted']);
    expect(observed).toEqual([]);
  });

  it('waits in no quarantine when it lacks something: the answer says what', async () => {
    const { answer, entry } = await receive({
      vendor: 'json',
      required: ['email'],
      accepts: { email: ['not an address'] },
    });
    expect(entry).toBeUndefined();
    expect(answer.status).toBe(422);
  });
});
