import { describe, expect, it } from '@jest/globals';
import { companyDomain, isWebsite } from '../../../src/lead/company-domain.ts';
import { readCompanySize } from '../../../src/lead/company-size.ts';
import { countryName, readCountry } from '../../../src/lead/country.ts';
import { readEmailAddress } from '../../../src/lead/email-address.ts';
import { readLanguage } from '../../../src/lead/language.ts';

const domainOf = (email: string, website?: string) =>
  companyDomain(readEmailAddress(email).value, website);

describe('a country', () => {
  it.each([
    ['DE', 'DE'],
    ['de', 'DE'],
    ['DEU', 'DE'],
    ['276', 'DE'],
    ['Germany', 'DE'],
    ['Deutschland', 'DE'],
    ['Allemagne', 'DE'],
    ['Alemania', 'DE'],
    ['England', 'GB'],
    ['UK', 'GB'],
    ['U.K.', 'GB'],
    ['Great Britain', 'GB'],
    ['Korea', 'KR'],
    ['USA', 'US'],
    ['U.S.', 'US'],
    ['United States of America', 'US'],
    ['Türkiye', 'TR'],
    ['Czechia', 'CZ'],
    ['Österreich', 'AT'],
    ['osterreich', 'AT'],
    ["Côte d'Ivoire", 'CI'],
    ['日本', 'JP'],
    ['🇩🇪 Germany', 'DE'],
    ['🇫🇷', 'FR'],
    ['Germany (DE)', 'DE'],
    ['AT - Austria', 'AT'],
    ['The Netherlands', 'NL'],
    ['Kosovo', 'XK'],
  ])('%s is %s', (typed, code) => expect(readCountry(typed)).toBe(code));

  it.each([
    '',
    'XX',
    'Atlantis',
    '000',
    '?',
    '+44',
    '0044',
    '+1 (242)',
    '__proto__',
    'constructor',
  ])('%j is none', (typed) => expect(readCountry(typed)).toBeUndefined());
});

describe('a company size', () => {
  it.each([
    ['51-200', 51],
    ['51–200 employees', 51],
    ['1,000+', 1000],
    ['10.001+', 10_001],
    ['1 000 – 5 000', 1000],
    ['1k-5k', 1000],
    ['2.5k', 2500],
    ['< 10', 1],
    ['bis 50', 1],
    ['more than 5000', 5000],
    ['500', 500],
    ['Just me', 1],
  ])('%s starts at %d', (typed, from) => expect(readCompanySize(typed)).toBe(from));

  it('is nothing without a number', () => expect(readCompanySize('large')).toBeUndefined());
});

describe('a company domain', () => {
  it('is the registrable domain of the address', () => {
    expect(domainOf('ada@mail.acme.co.uk')).toBe('acme.co.uk');
    expect(domainOf('ada@acme.webflow.io')).toBe('acme.webflow.io');
    expect(domainOf('ada@pages.acme.hubspotpagebuilder.com')).toBe('acme.hubspotpagebuilder.com');
  });

  it('comes from the website when the address is a free one', () => {
    expect(domainOf('ada@gmail.com', 'https://www.acme.de/contact?x=1')).toBe('acme.de');
    expect(domainOf('ada@gmail.com', 'acme.de')).toBe('acme.de');
  });

  it('is never a free, throw-away or profile domain, nor a local name', () => {
    expect(domainOf('ada@gmail.com')).toBeUndefined();
    expect(domainOf('ada@mailinator.com')).toBeUndefined();
    expect(domainOf('ada@gmail.com', 'https://linkedin.com/company/acme')).toBeUndefined();
    expect(domainOf('ada@gmail.com', 'acme.local')).toBeUndefined();
    expect(domainOf('ada@gmail.com', 'http://169.254.169.254/latest')).toBeUndefined();
  });
});

describe('a website', () => {
  it('names a public host', () => {
    expect(isWebsite('www.acme.de')).toBe(true);
    expect(isWebsite('javascript:alert(1)')).toBe(false);
    expect(isWebsite('we have none')).toBe(false);
    expect(isWebsite('?'.repeat(100_000))).toBe(false);
  });
});

describe('a language', () => {
  it.each([
    ['de', 'de'],
    ['uk-UA', 'uk'],
    ['pt_BR', 'pt'],
    ['Deutsch', 'de'],
    ['Français', 'fr'],
    ['en-GB,en;q=0.9', 'en'],
  ])('%s is %s', (typed, code) => expect(readLanguage(typed)).toBe(code));

  it('is nothing when unknown', () => expect(readLanguage('Klingon')).toBeUndefined());
});

describe('a country for people to read', () => {
  it.each([
    ['DE', 'Germany'],
    ['GB', 'United Kingdom'],
    ['XK', 'Kosovo'],
  ])('%s is %s', (code, name) => {
    expect(countryName(code)).toBe(name);
  });
});
