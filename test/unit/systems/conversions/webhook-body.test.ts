import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { webhookBody } from '../../../../src/systems/conversions/webhook-body.ts';
import { conversionEvent, conversionLead } from '../../../contract/conversion-event.ts';

type Body = {
  type: string;
  timestamp: string;
  data: { lead: Record<string, unknown>; shortened?: string[] } & Record<string, unknown>;
};
const parsed = (text: string) => JSON.parse(text) as Body;

describe('the published example of Standard Webhooks', () => {
  it('is signed as the specification says', () => {
    const signer = new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const signedAt = new Date(1_614_265_330_000);
    const signature = signer.sign('msg_p5jXN8AQM9LWM0D4loKWxJek', signedAt, '{"test": 2432232314}');
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe('the body of a webhook', () => {
  it('has the lead, what was decided and the parameters, but nothing raw', () => {
    const text = webhookBody(conversionEvent('lead.routed'), { tier: 'gold' });
    expect(parsed(text)).toMatchObject({
      type: 'lead.routed',
      timestamp: '2026-11-20T14:07:01.000Z',
      data: {
        eventId: `${conversionLead().leadId}:lead.routed`,
        lead: { attribution: { utm: { utm_source: 'google' } }, extra: { budget: '5000' } },
        decision: { market: 'emea', owner: { email: 'ada@leadline.example' } },
        known: false,
        parameters: { tier: 'gold' },
      },
    });
    expect(text).not.toContain('only in raw');
    expect(parsed(text).data.shortened).toBeUndefined();
  });

  it('cuts a long message and says so', () => {
    const lead = conversionLead({ message: 'word '.repeat(6_000) });
    const { data } = parsed(webhookBody(conversionEvent('lead.routed', { lead }), {}));
    expect(data.shortened).toEqual(['lead.message']);
    expect(data.lead['message']).toHaveLength(2_000);
    expect(data.lead['extra']).toEqual({ budget: '5000' });
  });

  it('leaves out the lists before the person when there are too many fields', () => {
    const extra = Object.fromEntries(
      Array.from({ length: 900 }, (_, index) => [`question_${index}`, 'an answer of some length']),
    );
    const text = webhookBody(
      conversionEvent('lead.routed', { lead: conversionLead({ extra }) }),
      {},
    );
    expect(Buffer.byteLength(text)).toBeLessThan(20_000);
    expect(parsed(text).data.shortened).toContain('lead.extra');
    expect(parsed(text).data.lead['person']).toMatchObject({ firstName: 'Mary' });
  });

  it('stays under 20 kB and is valid JSON whatever was submitted', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 3_000 });
    fc.assert(
      fc.property(
        anyText,
        fc.dictionary(fc.string({ maxLength: 40 }), anyText, { maxKeys: 60 }),
        (message, extra) => {
          const lead = conversionLead({ message, extra });
          const text = webhookBody(conversionEvent('lead.routed', { lead }), {});
          expect(Buffer.byteLength(text)).toBeLessThan(20_000);
          expect(parsed(text).data['eventId']).toBe(`${lead.leadId}:lead.routed`);
        },
      ),
      { numRuns: 60 },
    );
  });
});
