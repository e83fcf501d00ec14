import { describe, expect, it } from '@jest/globals';
import type { LeadRecord, StoryEvent } from '../../../src/workflow/ledger.ts';
import { receiptOf } from '../../../src/workflow/receipt.ts';
import { aLead } from '../../support/lead-builder.ts';

const RECEIVED = Date.parse('2026-07-01T09:00:00.000Z');

const story: StoryEvent[] = [
  { at: RECEIVED, what: 'accepted', says: 'accepted from website' },
  { at: RECEIVED + 200, step: 'deduplicate', what: 'done', says: 'new person' },
  { at: RECEIVED + 400, step: 'assign', what: 'done', says: 'DACH because country is DE' },
  { at: RECEIVED + 700, step: 'alert', what: 'failed', says: 'is_archived' },
  { at: RECEIVED + 900, step: 'alert', what: 'done', says: 'alert in C0DACH001' },
  { at: RECEIVED + 1_500, step: 'convert~ga4', what: 'skipped', says: 'no consent' },
];

function aRecord(parts: Partial<LeadRecord> = {}): LeadRecord {
  const step = { state: 'done', attempts: 0, generation: 0 } as const;
  return {
    leadId: 'lead-1',
    source: 'website',
    receivedAt: RECEIVED,
    status: 'complete',
    lead: aLead({ attribution: { utm: { utm_source: 'google', utm_medium: 'cpc' } } }),
    steps: {
      deduplicate: { ...step, result: { match: { known: false, properties: {} } } },
      assign: {
        ...step,
        result: {
          known: false,
          contactId: '501',
          decision: {
            market: 'dach',
            marketTitle: 'DACH',
            fallback: false,
            because: "DACH because country is DE; Ada Brandt's turn in pool dach",
            owner: { name: 'Ada Brandt', email: 'ada@example.com' },
            outcome: 'assigned',
            rung: 'fair-share',
            configuration: 'c0ffee',
            decidedAt: RECEIVED + 300,
          },
        },
      },
      alert: { ...step, attempts: 1, generation: 1 },
      'convert~ga4': { ...step, state: 'skipped' },
    },
    effects: {
      alert: { state: 'made', at: RECEIVED + 880, value: { channel: 'C0DACH001', ts: '17.1' } },
      contact: {
        state: 'made',
        at: RECEIVED + 390,
        value: { created: true, contactId: '501', leftOut: [] },
      },
      task: { state: 'attempted', at: RECEIVED + 500 },
    },
    ...parts,
  };
}

describe('a receipt', () => {
  it('counts the time until sales were told and until everything was done', () => {
    expect(receiptOf(aRecord(), story)).toMatchObject({
      receivedAt: '2026-07-01T09:00:00.000Z',
      alertedAfterMs: 880,
      completedAfterMs: 1_500,
    });
  });

  it('tells of an alert that went to the fallback channel', () => {
    const { alert, ...effects } = aRecord().effects;
    const { alertedAfterMs } = receiptOf(
      aRecord({
        effects: { ...effects, alert: { state: 'attempted', at: 5 }, 'alert-fallback': alert! },
      }),
      story,
    );
    expect(alertedAfterMs).toBe(880);
  });

  it('has no time of completion while the lead is under way', () => {
    expect(receiptOf(aRecord({ status: 'in_flight' }), story).completedAfterMs).toBeUndefined();
  });

  it('says who got the lead, why, and which campaign it came from', () => {
    expect(receiptOf(aRecord(), story)).toMatchObject({
      known: false,
      market: { name: 'dach', title: 'DACH', fallback: false },
      owner: { name: 'Ada Brandt', email: 'ada@example.com' },
      because: "DACH because country is DE; Ada Brandt's turn in pool dach",
      campaign: 'google / cpc',
    });
  });

  it('names what was made outside, in order of time, and what is uncertain', () => {
    expect(receiptOf(aRecord(), story).effects).toEqual([
      { effect: 'contact', state: 'made', afterMs: 390, outsideId: '501' },
      { effect: 'task', state: 'attempted', afterMs: 500 },
      { effect: 'alert', state: 'made', afterMs: 880, outsideId: 'C0DACH001 17.1' },
    ]);
  });

  it('links the contact where a link can be made', () => {
    const links = { contactUrl: (id: string) => `https://crm.example.com/${id}` };
    expect(receiptOf(aRecord(), story, links).contact).toEqual({
      contactId: '501',
      url: 'https://crm.example.com/501',
    });
    expect(receiptOf(aRecord(), story).contact).toEqual({ contactId: '501' });
  });

  it('says of each step how it ended, how often it failed and was replayed', () => {
    expect(receiptOf(aRecord(), story).steps[2]).toEqual({
      step: 'alert',
      state: 'done',
      attempts: 1,
      replays: 1,
      afterMs: 900,
      says: 'alert in C0DACH001',
    });
  });

  it('shows nothing of the person', () => {
    const text = JSON.stringify(receiptOf(aRecord(), story));
    expect(text).not.toMatch(/grace|hopper/iu);
  });

  it('is there for a submission that could not be read', () => {
    const { lead: _lead, ...unread } = aRecord();
    const receipt = receiptOf(
      { ...unread, status: 'quarantined', reason: 'No e-mail.', steps: {}, effects: {} },
      [],
    );
    expect(receipt).toMatchObject({ status: 'quarantined', reason: 'No e-mail.', steps: [] });
  });
});
