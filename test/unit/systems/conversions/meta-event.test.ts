import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '../../../../src/systems/conversions/hashing.ts';
import {
  isTooThin,
  metaUserData,
  pageWithoutFields,
} from '../../../../src/systems/conversions/meta-event.ts';
import { conversionLead, RECEIVED_AT } from '../../../contract/conversion-event.ts';

const attributed = (changes: Partial<ReturnType<typeof conversionLead>['attribution']>) =>
  conversionLead({ attribution: { ...conversionLead().attribution, ...changes } });

describe('the person for Meta', () => {
  it('is hashed by Meta’s rules, but for browser and address', () => {
    expect(metaUserData(conversionLead())).toMatchObject({
      em: [sha256Hex('jane.doe+x@gmail.com')],
      ph: [sha256Hex('16505551212')],
      fn: [sha256Hex('mary')],
      ln: [sha256Hex('ohara')],
      ct: [sha256Hex('menlopark')],
      st: [sha256Hex('ca')],
      zp: [sha256Hex('94025')],
      country: [sha256Hex('us')],
      client_ip_address: '198.51.100.9',
      client_user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
      fbp: 'fb.1.1596403881668.1116446470',
    });
  });

  it('keeps the click cookie as it came', () => {
    const lead = attributed({ cookies: { _fbc: 'fb.1.1763819000123.IwARxYz_-AbC' } });
    expect(metaUserData(lead)['fbc']).toBe('fb.1.1763819000123.IwARxYz_-AbC');
  });

  it('makes the click cookie of the click id, byte for byte, with the time of receipt', () => {
    const lead = attributed({ cookies: {}, clickIds: { fbclid: 'IwAR2F4-dbP0l7Mn1IawQQ_GCiNez' } });
    expect(metaUserData(lead)['fbc']).toBe(`fb.1.${RECEIVED_AT}.IwAR2F4-dbP0l7Mn1IawQQ_GCiNez`);
  });

  it.each(['IwAR2F4', 'fb.1.123.short', 'fb.1.1596403881668.'])(
    'does not pass on a cookie that Meta would refuse: %s',
    (cookie) => {
      const lead = attributed({ cookies: { _fbp: cookie, _fbc: cookie }, clickIds: {} });
      expect(metaUserData(lead)).not.toHaveProperty('fbp');
      expect(metaUserData(lead)).not.toHaveProperty('fbc');
    },
  );

  it('leaves out a phone number whose country is not known', () => {
    const person = { phone: { original: '0722 123 456', valid: false } };
    expect(metaUserData(conversionLead({ person }))).not.toHaveProperty('ph');
  });
});

describe('too little to recognise anybody by', () => {
  it.each([
    [['ct', 'country', 'st', 'zp', 'client_user_agent'], true],
    [['fn', 'country'], true],
    [['ln'], true],
    [[], true],
    [['fn', 'ln', 'ct'], false],
    [['em'], false],
    [['fbp', 'client_user_agent'], false],
    [['client_ip_address', 'client_user_agent'], false],
  ])('of %j is %s', (keys, thin) => {
    expect(isTooThin(Object.fromEntries(keys.map((key) => [key, 'x'])))).toBe(thin);
  });
});

describe('the page for Meta', () => {
  it('keeps campaign parameters and click ids and nothing the visitor typed', () => {
    const page = 'https://u:p@acme.example/demo?email=a%40b.example&utm_source=x&fbclid=IwAR1#name';
    expect(pageWithoutFields(page)).toBe('https://acme.example/demo?utm_source=x&fbclid=IwAR1');
  });

  it.each(['acme.example/demo', 'file:///etc/hosts', 'javascript:alert(1)', ''])(
    'is left out when it is no web address: %j',
    (page) => {
      expect(pageWithoutFields(page)).toBeUndefined();
    },
  );
});
