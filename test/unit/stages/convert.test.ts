import { describe, expect, it } from '@jest/globals';
import type { ConsentState } from '../../../src/lead/consent.ts';
import { EMPTY_ROTATION } from '../../../src/routing/rotation-state.ts';
import {
  type ConversionSettings,
  conversionsSchema,
} from '../../../src/stages/conversion-settings.ts';
import { convert } from '../../../src/stages/convert.ts';
import type { Effect, Effects } from '../../../src/workflow/effect-once.ts';
import type { ConversionEvent, ConversionResult } from '../../../src/workflow/ports.ts';
import type { Assigned } from '../../../src/workflow/stage.ts';
import { aLead } from '../../support/lead-builder.ts';

const lead = aLead({ leadId: 'lead-1' });

function workOf(consent: ConsentState = 'granted'): Assigned {
  return {
    lead: aLead({ leadId: lead.leadId, consent: { ad_user_data: consent } }),
    match: { known: false, properties: {} },
    decision: {
      market: 'dach',
      owner: { name: 'Ada Brandt', email: 'ada@example.com' },
    } as Assigned['decision'],
    basis: { decidedAt: 0, rotation: EMPTY_ROTATION, absences: {} },
    contactId: '501',
    known: false,
  };
}

function settingsOf(needsConsent: string): { conversions: ConversionSettings } {
  return {
    conversions: conversionsSchema.parse({
      destinations: {
        meta: { kind: 'meta', pixelId: '1', accessToken: 'token', needsConsent },
      },
    }),
  };
}

/** One destination that keeps what it is sent; `once` makes the effect, or settles it. */
function setUp(
  options: { needsConsent?: string; dedupes?: boolean; result?: ConversionResult } = {},
) {
  const { needsConsent = 'ad_user_data', dedupes = true, result = { sent: true } } = options;
  const sent: ConversionEvent[] = [];
  const effects: Effect<unknown>[] = [];
  const stage = convert({
    settings: settingsOf(needsConsent),
    destinations: [
      {
        name: 'meta',
        kind: 'meta',
        dedupes,
        send: async (event) => {
          sent.push(event);
          return result;
        },
        probe: async () => undefined,
      },
    ],
  });
  const once: Effects['once'] = async (effect) => {
    effects.push(effect);
    return effect.make(false);
  };
  const run = (work: Assigned, destination = 'meta') =>
    stage.run(work, { once }, { stage: 'convert', destination });
  return { stage, sent, effects, run };
}

describe('telling an ad platform of a lead', () => {
  it.each([
    { needsConsent: 'ad_user_data', consent: 'granted', sends: 1 },
    { needsConsent: 'ad_user_data', consent: 'denied', sends: 0 },
    { needsConsent: 'ad_user_data', consent: 'unknown', sends: 0 },
    { needsConsent: 'marketing', consent: 'granted', sends: 0 },
    { needsConsent: 'none', consent: 'denied', sends: 1 },
  ] as const)(
    'sends $sends events where $needsConsent is needed and ad_user_data is $consent',
    async ({ needsConsent, consent, sends }) => {
      const { sent, run } = setUp({ needsConsent });
      const outcome = await run(workOf(consent));
      expect(sent).toHaveLength(sends);
      expect(outcome.outcome).toBe(sends === 1 ? 'done' : 'skipped');
    },
  );

  it('says what consent was missing', async () => {
    expect(await setUp().run(workOf('denied'))).toEqual({
      outcome: 'skipped',
      says: 'no consent for ad_user_data: it is denied',
    });
  });

  it('sends an event under a name that is the same however often it is sent', async () => {
    const { sent, run } = setUp();
    await run(workOf());
    await run(workOf());
    expect(sent.map(({ eventId }) => eventId)).toEqual(['lead-1:Lead', 'lead-1:Lead']);
  });

  it('tells who was assigned where', async () => {
    const { sent, run } = setUp();
    await run(workOf());
    expect(sent[0]).toMatchObject({
      name: 'Lead',
      occurredAt: Date.parse(lead.receivedAt),
      market: 'dach',
      contactId: '501',
      owner: { name: 'Ada Brandt' },
      known: false,
    });
  });

  it('repeats to a receiver that recognises what it has had', async () => {
    const { effects, run } = setUp({ dedupes: true });
    await run(workOf());
    expect(await effects[0]?.settle(0)).toBeUndefined();
  });

  it('never repeats to a receiver that would count twice', async () => {
    const { effects, run } = setUp({ dedupes: false });
    await run(workOf());
    expect(await effects[0]?.settle(0)).toMatchObject({ sent: true });
  });

  it('skips what the destination has no use for', async () => {
    const { run } = setUp({ result: { sent: false, reason: 'no identifier' } });
    expect(await run(workOf())).toEqual({ outcome: 'skipped', says: 'no identifier' });
  });

  it('skips a destination that was switched off since the lead came in', async () => {
    expect(await setUp().run(workOf(), 'ga4')).toEqual({
      outcome: 'skipped',
      says: 'ga4 is not switched on any more',
    });
  });

  it('waits for nobody but its own destination', () => {
    const { stage } = setUp();
    expect(stage.systems({ stage: 'convert', destination: 'meta' })).toEqual(['meta']);
  });
});
