import { describe, expect, it } from '@jest/globals';
import { announcementIn, threadOf } from '../../../src/stages/announcement.ts';
import { whatCameOfIt } from '../../../src/stages/follow-announcement.ts';
import type { EffectRecord } from '../../../src/workflow/ledger.ts';
import { aDecision } from '../routing/routing-fixture.ts';

const ada = { member: 'ada', name: 'Ada', email: 'ada@seller.example' };
const bob = { member: 'bob', name: 'Bob', email: 'bob@seller.example' };

describe('what follows a provisional alert', () => {
  it('confirms the owner, and says whether the CRM knew the person', () => {
    const decision = aDecision({ owner: ada });
    expect(whatCameOfIt(decision, { decision, known: false })).toBe(
      'Confirmed: Ada has it, a new contact',
    );
    expect(whatCameOfIt(decision, { decision, known: true })).toBe(
      'Confirmed: Ada has it, a known contact',
    );
  });

  it('corrects the owner', () => {
    const after = { decision: aDecision({ owner: bob }), known: true };
    expect(whatCameOfIt(aDecision({ owner: ada }), after)).toBe(
      'Corrected: Bob has it instead of Ada, a known contact',
    );
  });

  it('names an owner where nobody had it', () => {
    const after = { decision: aDecision({ owner: bob }), known: false };
    expect(whatCameOfIt(aDecision(), after)).toBe('Corrected: Bob has it, a new contact');
  });

  it('corrects the market', () => {
    const decision = aDecision({ owner: ada, market: 'rest', marketTitle: 'Rest' });
    expect(whatCameOfIt(aDecision({ owner: ada }), { decision, known: true })).toBe(
      'Corrected: Ada has it, in Rest instead of DACH, a known contact',
    );
  });

  it('says so when nobody has it still', () => {
    const decision = aDecision();
    expect(whatCameOfIt(decision, { decision, known: false })).toBe(
      'Confirmed: nobody has it yet, a new contact',
    );
  });
});

describe('an announcement in the record of a lead', () => {
  const decision = aDecision({ owner: ada });
  const plan: EffectRecord = {
    state: 'made',
    at: 1,
    value: { decision, place: { channel: 'C01' } },
  };
  const made: EffectRecord = { state: 'made', at: 3, value: { channel: 'C02', ts: '2.0' } };

  it('is none before its plan is kept', () => {
    expect(announcementIn({ effects: {} })).toBeUndefined();
    const effects = { announcement: { state: 'attempted', at: 1 } as const };
    expect(announcementIn({ effects })).toBeUndefined();
  });

  it('has a message of unknown end while that was only attempted', () => {
    const effects = {
      announcement: plan,
      'alert-provisional': { state: 'attempted', at: 2 } as const,
    };
    expect(announcementIn({ effects })?.message).toEqual({
      effect: 'alert-provisional',
      state: 'attempted',
      at: 2,
    });
  });

  it('is where it was posted, also in the fallback channel', () => {
    const effects = { announcement: plan, 'alert-provisional-fallback': made };
    expect(announcementIn({ effects })).toMatchObject({
      decision,
      message: { state: 'made', at: 3, reference: { channel: 'C02', ts: '2.0' } },
    });
  });

  it('is answered in the thread that it stands in, never below a reply', () => {
    const inThread = { decision, place: { channel: 'C01', threadTs: '1.0' } };
    expect(threadOf(inThread, { channel: 'C01', ts: '2.0' })).toEqual({
      channel: 'C01',
      threadTs: '1.0',
    });
    expect(threadOf(inThread, { channel: 'C02', ts: '2.0' })).toEqual({
      channel: 'C02',
      threadTs: '2.0',
    });
  });
});
