import { describe, expect, it } from '@jest/globals';
import {
  type Parameters,
  resolveParameters,
  withMoney,
  withoutPersonalData,
} from '../../../../src/systems/conversions/event-parameters.ts';
import { conversionEvent, conversionLead } from '../../../contract/conversion-event.ts';

function resolve(parameters: Parameters) {
  return resolveParameters(parameters, conversionEvent('lead'));
}

describe('the parameters of an event', () => {
  it('are constants as they stand', () => {
    expect(resolve({ currency: 'EUR', value: 50, new: true })).toEqual({
      currency: 'EUR',
      value: 50,
      new: true,
    });
  });

  it.each([
    ['{{decision.market}}', 'emea'],
    ['{{ decision.owner.name }}', 'Ada King'],
    ['{{attribution.utm.utm_campaign}}', 'brand-q4'],
    ['{{lead.attribution.utm.utm_campaign}}', 'brand-q4'],
    ['{{extra.budget}}', '5000'],
    ['{{contactId}}', '51'],
    ['{{attribution.raw.utm_source}}', 'Google'],
    ['{{attribution.raw.utm_source.0}}', 'Google'],
    ['{{source}} / {{decision.market}}', 'demo-form / emea'],
  ])('look %s up', (template, value) => {
    expect(resolve({ p: template })).toEqual({ p: value });
  });

  it('keep the type of a single placeholder', () => {
    expect(resolve({ known: '{{known}}' })).toEqual({ known: false });
  });

  it.each([
    '{{person.jobTitle}}',
    'of {{person.jobTitle}}',
    '{{person}}',
    '{{constructor.name}}',
    '{{__proto__}}',
    '{{source.length}}',
    '',
  ])('are left out where %j leads nowhere', (template) => {
    expect(resolve({ p: template })).toEqual({});
  });

  it('do not know a market before there is a decision', () => {
    const { market: _, ...undecided } = conversionEvent('lead');
    expect(resolveParameters({ market: '{{decision.market}}' }, undecided)).toEqual({});
  });
});

describe('personal data in parameters', () => {
  it.each([
    ['an e-mail address', 'mary@acme.example'],
    ['an e-mail address in a text', 'ask mary@acme.example today'],
    ['an e-mail address in a page address', 'https://a.example/?mail=mary%40acme.example'],
    ['the phone number', '+1 650 555-1212'],
  ])('is left out: %s', (_, value) => {
    expect(withoutPersonalData({ note: value, market: 'emea' }, conversionLead())).toEqual({
      parameters: { market: 'emea' },
      leftOut: ['note'],
    });
  });

  it('is not seen in ordinary values', () => {
    const parameters = { budget: '5000', at: 'work @ home', value: 50 };
    expect(withoutPersonalData(parameters, conversionLead()).leftOut).toEqual([]);
  });
});

describe('the value of a lead', () => {
  it('is a number even where it was written as text', () => {
    expect(withMoney({ value: '50.5', currency: 'EUR' }).parameters).toEqual({
      value: 50.5,
      currency: 'EUR',
    });
  });

  it.each([
    ['no currency', { value: 50 }],
    ['no number', { value: 'about 50', currency: 'EUR' }],
    ['a yes', { value: true, currency: 'EUR' }],
    ['blanks', { value: '  ', currency: 'EUR' }],
  ])('is left out with %s', (_, parameters) => {
    const money = withMoney(parameters);
    expect(money.parameters).not.toHaveProperty('value');
    expect(money.leftOut).toEqual(['value']);
  });
});
