import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Lead } from '../../../../src/lead/lead.ts';
import { leadOf, textOf } from '../../../../src/systems/redis/lead-text.ts';
import { aLead } from '../../../support/lead-builder.ts';

const ID = '01920000-0000-7000-8000-000000000001';

const saying = (message: string): Lead => aLead({ leadId: ID, message });

describe('The text of a lead', () => {
  it('is read back as the lead that it was, whatever people write', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 100 }),
      fc.stringMatching(/^[ab\n"\\]{0,400}$/),
    );
    fc.assert(
      fc.property(words, fc.dictionary(words, words, { maxKeys: 5 }), (message, extra) => {
        const lead = { ...saying(message), extra };
        const again = JSON.parse(JSON.stringify(lead)) as Lead;
        expect(leadOf(textOf(lead))).toEqual(again);
      }),
    );
  });

  it.each([
    { what: 'says the same word a hundred times', message: 'demo '.repeat(100) },
    { what: 'is in no Latin script', message: 'デモをお願いします。' },
    { what: 'has characters of two codes', message: 'thanks 🙏🏽 and 👩‍👩‍👧 '.repeat(3) },
    { what: 'is longer than the window', message: 'a long story '.repeat(2_000) },
    { what: 'is cut within a character', message: 'half \ud83d' },
  ])('is read back where it $what', ({ message }) => {
    expect(leadOf(textOf(saying(message)))).toEqual(saying(message));
  });

  it('survives its way through Redis, which keeps UTF-8', () => {
    const lead = saying('Grüße aus Łódź, Ω and 東京: "quoted" \u0001\u007f\u2028');
    const kept = Buffer.from(textOf(lead), 'utf8').toString('utf8');
    expect(leadOf(kept)).toEqual(lead);
  });

  it('is at most half of what it was, where it says what most leads say', () => {
    const lead = saying('We would like to see how it handles orders from three shops.');
    expect(textOf(lead).length).toBeLessThan(JSON.stringify(lead).length / 2);
  });

  it('is read for as long as leads are kept: what was written once means the same for ever', () => {
    expect(leadOf(WRITTEN_ONCE)).toEqual(MEANT);
  });

  it('is read in the form of before, which is plain JSON', () => {
    expect(leadOf(JSON.stringify(saying('hello')))).toEqual(saying('hello'));
  });

  it('is not guessed at where it is of a later form', () => {
    expect(() => leadOf('z2.AAAA')).toThrow('newer leadline');
  });
});

/** A lead as it was written when this form was new. */
const WRITTEN_ONCE = [
  'z1.q0ZU8aC6XteQ2IrewFzXwDDEwNLKwMDKwEDPwMAgCr3uJ6JuTy9KTE51SK1IzC2AFD2o1Ts2aXh9j6qLxKofVOZ',
  'Aa2N3kBtQq2uP/IKC1CLUShusTAEqA8qA2OpFeOWDUf6jFIt4iibiCxhEZqIoJyLnepiRoAIGkeeQkjBKCgUA',
].join('');

const MEANT: Lead = {
  leadId: 'lead-1',
  source: 'website',
  receivedAt: '2026-07-01T09:00:00.000Z',
  submission: {},
  person: {
    email: {
      normalised: 'grace@example.com',
      original: 'grace@example.com',
      domain: 'example.com',
      free: false,
      disposable: false,
      role: false,
    },
    firstName: 'Grace',
    lastName: 'Hopper',
    fullName: 'Grace Hopper',
  },
  attribution: { raw: {}, utm: {}, clickIds: {}, cookies: {}, utmFrom: 'none', repairs: [] },
  consent: {
    purposes: {
      ad_user_data: 'unknown',
      ad_personalization: 'unknown',
      analytics_storage: 'unknown',
      marketing: 'unknown',
    },
  },
  visitor: {},
  extra: {},
  notes: [],
};
