import { describe, expect, it } from '@jest/globals';
import { readEmailAddress } from '../../../src/lead/email-address.ts';

const normalised = (text: string) => readEmailAddress(text).value?.normalised;
const codes = (text: string) => readEmailAddress(text).remarks.map(({ code }) => code);

describe('an e-mail address', () => {
  it.each([
    [' Ada.Oneil@Example.COM ', 'ada.oneil@example.com'],
    ['mailto:ada@acme.de?subject=Hi', 'ada@acme.de'],
    ['"Lovelace, Ada" <ada@acme.de>', 'ada@acme.de'],
    ['<ada@acme.de>,', 'ada@acme.de'],
    ["'ada@acme.de'", 'ada@acme.de'],
    ['ada@acme.de.', 'ada@acme.de'],
    ['ada＠acme．de', 'ada@acme.de'],
    ['a\u200Bda@ac\u202Eme.de', 'ada@acme.de'],
    ["o'neil+form@sub.acme.co.uk", "o'neil+form@sub.acme.co.uk"],
    ['jörg@münchen.de', 'jörg@xn--mnchen-3ya.de'],
  ])('is read out of %j', (typed, expected) => {
    expect(normalised(typed)).toBe(expected);
  });

  it.each([
    '',
    'ada',
    'ada@',
    '@acme.de',
    'ada@localhost',
    'ada@127.0.0.1',
    'ada @acme.de',
    'ada@acme..de',
    'a@example.com\r\nBcc: all@example.com',
    'a@example.com\u2028Bcc',
    '{"$gt":""}',
    `${'a'.repeat(250)}@acme.de`,
  ])('is not what %j says', (typed) => {
    expect(normalised(typed)).toBeUndefined();
  });

  it('is kept as typed beside the normalised form', () => {
    expect(readEmailAddress(' Ada@Acme.DE ').value).toEqual({
      normalised: 'ada@acme.de',
      original: 'Ada@Acme.DE',
      domain: 'acme.de',
      free: false,
      disposable: false,
      role: false,
    });
  });

  it('is never corrected: a likely typing error stays', () => {
    expect(normalised('ada@gmial.com')).toBe('ada@gmial.com');
  });

  it.each(['gmail.com', 'web.de', 'hey.com', 'duck.com', 'fastmail.com', 'orange.fr'])(
    'of %s is a free one',
    (domain) => expect(readEmailAddress(`ada@${domain}`).value?.free).toBe(true),
  );

  it.each(['sap.com', 'acme.de', 'facebook.com', 'example.com'])('of %s is not', (domain) =>
    expect(readEmailAddress(`ada@${domain}`).value?.free).toBe(false),
  );

  it('of a throw-away service is flagged, also below its domain', () => {
    expect(readEmailAddress('x@sub.mailinator.com').value).toMatchObject({
      disposable: true,
      free: true,
    });
    expect(codes('x@sub.mailinator.com')).toEqual(['disposable_email']);
    expect(readEmailAddress('x@privaterelay.appleid.com').value?.disposable).toBe(false);
  });

  it('of a role is still an address', () => {
    expect(readEmailAddress('Info+web@acme.de').value?.role).toBe(true);
    expect(readEmailAddress('vertrieb@acme.de').value?.role).toBe(true);
    expect(codes('noreply@acme.de')).toEqual(['unattended_email']);
  });

  it('at a domain that looks like another gets a remark', () => {
    expect(codes('a@exam\u0440le.com')).toEqual(['confusable_domain']);
    expect(codes('a@\u0430\u0440\u0440\u04CF\u0435.com')).toEqual(['confusable_domain']);
    expect(codes('a@münchen.de')).toEqual([]);
    expect(codes('a@пример.укр')).toEqual([]);
  });
});
