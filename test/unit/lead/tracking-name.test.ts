import { describe, expect, it } from '@jest/globals';
import { CLICK_IDS } from '../../../src/lead/click-ids.ts';
import { queryParameters } from '../../../src/lead/query-parameters.ts';
import { trackingName } from '../../../src/lead/tracking-name.ts';

const pairs = (url: string) =>
  queryParameters(url).map(({ name, value, repair }) => [name, value, repair]);

describe('a tracking parameter', () => {
  it.each([
    ['utm_source', 'utm_source'],
    ['UTM_Medium', 'utm_medium'],
    ['Utm-source', 'utm_source'],
    ['UtmSource', 'utm_source'],
    ['utmCampaign', 'utm_campaign'],
    ['UTM Campaign', 'utm_campaign'],
    ['utm[source]', 'utm_source'],
    ['utm.term', 'utm_term'],
    ['utm__term', 'utm_term'],
    ['field:utm_term_9a1b', 'utm_term'],
    ['querystring__utm_campaign', 'utm_campaign'],
    ['payload.tracking.utm_content', 'utm_content'],
    ['amp;utm_medium', 'utm_medium'],
    ['utm_source_platform', 'utm_source_platform'],
    ['utm_adgroup', 'utm_adgroup'],
    ['pk_campaign', 'utm_campaign'],
    ['mtm_kwd', 'utm_term'],
    ['hsa_cam', 'hsa_cam'],
    ['GCLID', 'gclid'],
    ['gcl_id', 'gclid'],
    ['attribution.fbclid', 'fbclid'],
    ['ScCid', 'sccid'],
    ['ransiteid', 'ranSiteID'],
    ['_kx', '_kx'],
    ['gad', 'gad_source'],
  ])('%s is known as %s', (key, name) => expect(trackingName(key)?.name).toBe(name));

  it('of an earlier touch says so', () => {
    expect(trackingName('first_touch.utm_source')).toMatchObject({
      name: 'utm_source',
      touch: 'first',
    });
    expect(trackingName('firstTouch.gclid')).toMatchObject({ name: 'gclid', touch: 'first' });
    expect(trackingName('initial_utm_medium')).toMatchObject({
      name: 'utm_medium',
      touch: 'first',
    });
    expect(trackingName('last_utm_source')).toMatchObject({ name: 'utm_source', touch: 'last' });
  });

  it.each([
    'email',
    'source',
    'ref',
    'automobile',
    'first_name',
    'utm',
    'utmost',
    'click',
    '',
    '__proto__',
    'constructor',
  ])('%j is none', (key) => expect(trackingName(key)).toBeUndefined());

  it('has one spelling per click id in the table', () => {
    const names = CLICK_IDS.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const { name } of CLICK_IDS)
      expect(trackingName(name)).toEqual({ kind: 'click_id', name });
  });
});

describe('the parameters of an address', () => {
  it('are decoded once', () => {
    expect(pairs('https://a.de/?x=1+2%2B3&y=caf%E9&x=%2520')).toEqual([
      ['x', '1 2+3', undefined],
      ['y', 'caf\uFFFD', undefined],
      ['x', '%20', undefined],
    ]);
  });

  it('are found behind the # and behind a second ?', () => {
    expect(pairs('https://a.de/#utm_source=x')).toEqual([['utm_source', 'x', 'fragment']]);
    expect(pairs('https://a.de/#/page?utm_source=x')).toEqual([['utm_source', 'x', 'fragment']]);
    expect(pairs('https://a.de/?a=b?utm_source=x&utm_medium=y')).toEqual([
      ['a', 'b', undefined],
      ['utm_source', 'x', 'glued'],
      ['utm_medium', 'y', undefined],
    ]);
  });

  it('are read from anything', () => {
    expect(pairs('not a url ?utm_source=x')).toEqual([['utm_source', 'x', undefined]]);
    expect(pairs('')).toEqual([]);
    expect(pairs('#section')).toEqual([]);
  });
});
