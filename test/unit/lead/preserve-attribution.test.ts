import { describe, expect, it } from '@jest/globals';
import { campaignLine } from '../../../src/lead/campaign-line.ts';
import {
  type AttributionInput,
  preserveAttribution,
} from '../../../src/lead/preserve-attribution.ts';

const fieldsOf = (body: string) =>
  [...new URLSearchParams(body)].map(([key, value]) => ({ key, value }));
const of = (body: string, more: Partial<AttributionInput> = {}) =>
  preserveAttribution({ fields: fieldsOf(body), ...more });
const repairs = (attribution: ReturnType<typeof of>) =>
  attribution.repairs.map(({ parameter, code }) => `${parameter}: ${code}`);

describe('UTM parameters in form fields', () => {
  it('that arrive in a mess stay raw, and are normalised with every repair named', () => {
    const attribution = of(
      'utm_source=Facebook%2520&utm_source=google&UTM_Medium=CPC&utm_campaign=%7B%7Bcampaign.name%7D%7D&utm_term=null&utm_content=undefined&utm_id=%5Bobject+Object%5D',
    );
    expect(attribution.raw).toEqual({
      utm_source: ['Facebook%20', 'google'],
      UTM_Medium: ['CPC'],
      utm_campaign: ['{{campaign.name}}'],
      utm_term: ['null'],
      utm_content: ['undefined'],
      utm_id: ['[object Object]'],
    });
    expect(attribution.utm).toEqual({ utm_source: 'google', utm_medium: 'cpc' });
    expect(attribution.utmFrom).toBe('field');
    expect(repairs(attribution)).toEqual([
      'utm_source: duplicate',
      'utm_medium: name',
      'utm_medium: case',
      'utm_campaign: macro',
      'utm_term: placeholder',
      'utm_content: placeholder',
      'utm_id: placeholder',
    ]);
  });

  it('are recognised in whatever a sender wraps them', () => {
    const { raw, utm } = of(
      'utm_source=facebook&querystring__utm_campaign=x&tracking.utm_medium=Paid+Social',
    );
    expect(utm).toEqual({ utm_source: 'facebook', utm_medium: 'paid social', utm_campaign: 'x' });
    expect(Object.keys(raw)).toEqual([
      'utm_source',
      'querystring__utm_campaign',
      'tracking.utm_medium',
    ]);
  });

  it('are recognised by their label where keys say nothing', () => {
    const { utm, raw } = preserveAttribution({
      fields: [{ key: 'question_1a2b', label: 'utm_source', value: 'google' }],
    });
    expect(utm).toEqual({ utm_source: 'google' });
    expect(raw).toEqual({ utm_source: ['google'] });
  });

  it("are filled from Matomo's words only where they are missing", () => {
    expect(of('pk_campaign=a&pk_kwd=k&utm_campaign=b').utm).toEqual({
      utm_campaign: 'b',
      utm_term: 'k',
    });
    expect(of('pk_campaign=a&utm_campaign=null').utm).toEqual({ utm_campaign: 'a' });
  });
});

describe('UTM parameters in addresses', () => {
  const page = 'https://acme.de/?utm_source=page&utm_medium=cpc';

  it('are recovered from the page, then source_url, then the referrer', () => {
    const sourceUrl = 'https://acme.de/?utm_source=plugin';
    const referrer = 'https://acme.de/lp?utm_source=before';
    expect(of('', { pageUrl: page, sourceUrl, referrer })).toMatchObject({
      utm: { utm_source: 'page', utm_medium: 'cpc' },
      utmFrom: 'page_url',
    });
    expect(of('', { pageUrl: 'https://acme.de/', sourceUrl, referrer }).utmFrom).toBe('source_url');
    expect(of('', { referrer })).toMatchObject({
      utm: { utm_source: 'before' },
      utmFrom: 'referrer',
    });
    expect(of('')).toMatchObject({ utm: {}, utmFrom: 'none', repairs: [] });
  });

  it('are never mixed with those of another origin, though all stay raw', () => {
    const attribution = of('utm_source=field', { pageUrl: page });
    expect(attribution.utm).toEqual({ utm_source: 'field' });
    expect(attribution.raw).toEqual({ utm_source: ['field', 'page'], utm_medium: ['cpc'] });
  });

  it('count although the fields for them came empty or unexpanded', () => {
    const attribution = of('utm_source=&utm_medium=%7Bmedium%7D', { pageUrl: page });
    expect(attribution).toMatchObject({ utm: { utm_source: 'page' }, utmFrom: 'page_url' });
    expect(repairs(attribution)).toEqual(['utm_medium: macro']);
  });

  it('are found behind the #, HTML-escaped and glued', () => {
    const attribution = of('', {
      pageUrl: 'https://acme.de/?a=b?utm_source=x&amp;utm_medium=y#utm_campaign=z',
    });
    expect(attribution.utm).toEqual({ utm_source: 'x', utm_medium: 'y', utm_campaign: 'z' });
    expect(repairs(attribution)).toEqual([
      'utm_source: glued',
      'utm_medium: html_escaped',
      'utm_campaign: fragment',
    ]);
    expect(attribution.raw['amp;utm_medium']).toEqual(['y']);
  });

  it('may be called source or ref on the own page, not in a referrer', () => {
    expect(of('', { pageUrl: 'https://acme.de/?ref=producthunt' }).utm).toEqual({
      utm_source: 'producthunt',
    });
    expect(of('', { referrer: 'https://x.de/?source=y' }).utm).toEqual({});
    expect(of('source=newsletter').utm).toEqual({});
  });

  it('of the last touch, then of the landing page, are the last resort', () => {
    const landingPage = 'https://acme.de/?utm_source=landing';
    expect(of('', { landingPage })).toMatchObject({
      utm: { utm_source: 'landing' },
      utmFrom: 'touch',
    });
    const lastTouch = { utm_source: 'google' };
    expect(of('', { landingPage, lastTouch }).utm).toEqual({ utm_source: 'google' });
  });

  it('leave the address as it came, up to 2048 characters, and never one that runs code', () => {
    expect(of('', { pageUrl: page }).pageUrl).toBe(page);
    expect(of('', { pageUrl: `https://a.de/?x=${'y'.repeat(3_000)}` }).pageUrl?.length).toBe(2_048);
    expect(of('', { pageUrl: 'javascript:alert(1)' }).pageUrl).toBeUndefined();
    expect(of('', { referrer: 'android-app://com.google.android.gm/' }).referrer).toBeDefined();
  });
});

describe('click ids', () => {
  it('keep their case and lose only outer white space', () => {
    const attribution = of('GCLID=+EAIaIQ_Test+&ScCid=aB');
    expect(attribution.clickIds).toEqual({ gclid: 'EAIaIQ_Test', sccid: 'aB' });
    expect(attribution.raw).toEqual({ GCLID: [' EAIaIQ_Test '], ScCid: ['aB'] });
  });

  it('longer than 2048 characters are refused, and still raw', () => {
    const long = 'x'.repeat(2_049);
    const attribution = of(`gclid=${long}`);
    expect(attribution.clickIds).toEqual({});
    expect(repairs(attribution)).toEqual(['gclid: too_long']);
    expect(attribution.raw['gclid']).toEqual([long]);
    expect(of(`fbclid=${'x'.repeat(600)}`).clickIds['fbclid']?.length).toBe(600);
  });

  it('that are none are refused', () => {
    expect(of('gclid=null&fbclid=%7Bfbclid%7D&msclkid=a+b').clickIds).toEqual({});
  });

  it('of the visit are united; an earlier touch counts only when the visit has none', () => {
    const pageUrl = 'https://acme.de/?gclid=G&gad_source=1';
    const lastTouch = { ttclid: 'T' };
    expect(of('fbclid=F', { pageUrl, lastTouch }).clickIds).toEqual({
      fbclid: 'F',
      gclid: 'G',
      gad_source: '1',
    });
    expect(of('', { lastTouch }).clickIds).toEqual({ ttclid: 'T' });
  });

  it('come out of the cookies of Google and LinkedIn when the address shows none', () => {
    const cookies = { _gcl_aw: 'GCL.1700000000.EAIaIQ_test', li_fat_id: 'L' };
    const attribution = of('', { cookies });
    expect(attribution.clickIds).toEqual({ gclid: 'EAIaIQ_test', li_fat_id: 'L' });
    expect(repairs(attribution)).toEqual(['gclid: from_cookie', 'li_fat_id: from_cookie']);
    expect(of('gbraid=B', { cookies }).clickIds).toEqual({ gbraid: 'B', li_fat_id: 'L' });
  });
});

describe('cookies', () => {
  it('are kept when they are on the list', () => {
    const kept = {
      _fbp: 'fb.1.1554763741205.1098115397',
      _fbc: 'fb.1.1554763741205.IwAR2F4-dbP0l7Mn1Iaw',
      hubspotutk: '0123456789abcdef0123456789abcdef',
    };
    expect(of('', { cookies: { ...kept, sessionid: 'secret', _ga_x: '' } }).cookies).toEqual(kept);
  });

  it.each([
    [{ _ga: 'GA1.1.1234567890.1700000000' }, { clientId: '1234567890.1700000000' }],
    [{ _ga: 'GA1.2-2.1234567890.1700000000' }, { clientId: '1234567890.1700000000' }],
    [{ _ga_ABC: 'GS1.1.1700000123.4.1.1700000456.60.0.0' }, { sessionId: '1700000123' }],
    [{ _ga_ABC: 'GS2.1.s1700000123$o4$g1$t1700000456$j60$l0$h0' }, { sessionId: '1700000123' }],
    [{ _ga_ABC: 'GS2.1.z9$o4$s1700000123$n1' }, { sessionId: '1700000123' }],
    [{ _ga_A: 'GS1.1.1600000000.1', _ga_B: 'GS2.1.s1700000123$o1' }, { sessionId: '1700000123' }],
    [{ _ga: 'nonsense', _ga_A: 'GS3.x' }, undefined],
  ])('of Google Analytics %j give %j', (cookies: Record<string, string>, ga) => {
    expect(of('', { cookies }).ga).toEqual(ga);
  });
});

describe('touches', () => {
  it('are read from the flat records of the snippet', () => {
    const attribution = of('', {
      firstTouch: {
        utm_source: 'Newsletter',
        utm_medium: 'email',
        ts: '2026-01-01T00:00:00Z',
        landing: 'https://acme.de/',
        referrer: 'https://mail.example/',
      },
      lastTouch: { utm_source: 'google', gclid: 'EAIaIQ_test', ts: '1770000000000' },
    });
    expect(attribution.firstTouch).toEqual({
      at: '2026-01-01T00:00:00.000Z',
      utm: { utm_source: 'newsletter', utm_medium: 'email' },
      clickIds: {},
      landingPage: 'https://acme.de/',
      referrer: 'https://mail.example/',
    });
    expect(attribution.lastTouch).toEqual({
      at: '2026-02-02T02:40:00.000Z',
      utm: { utm_source: 'google' },
      clickIds: { gclid: 'EAIaIQ_test' },
    });
    expect(attribution.raw['first_touch.utm_source']).toEqual(['Newsletter']);
  });

  it('may come as hidden fields, and are not taken for this visit', () => {
    const attribution = of('first_utm_source=newsletter&utm_source=google');
    expect(attribution.utm).toEqual({ utm_source: 'google' });
    expect(attribution.firstTouch?.utm).toEqual({ utm_source: 'newsletter' });
    expect(attribution.raw).toEqual({ first_utm_source: ['newsletter'], utm_source: ['google'] });
  });

  it('are absent when they say nothing, and survive nonsense', () => {
    expect(of('', { firstTouch: {}, lastTouch: { ts: 'yesterday' } })).not.toHaveProperty(
      'firstTouch',
    );
    expect(of('', { lastTouch: { ts: '99999999999999999999' } }).lastTouch).toBeUndefined();
  });
});

describe('the campaign line', () => {
  it('says source, medium, campaign and the kind of click', () => {
    expect(campaignLine(of('utm_source=google&utm_medium=cpc&utm_campaign=brand-q4&gclid=x'))).toBe(
      'google / cpc · brand-q4 · gclid',
    );
    expect(campaignLine(of('utm_source=google'))).toBe('google');
    expect(campaignLine(of('gad_source=1&fbclid=x'))).toBe('fbclid');
    expect(campaignLine(of(''))).toBeUndefined();
  });
});
