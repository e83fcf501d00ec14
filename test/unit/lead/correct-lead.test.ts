import { describe, expect, it } from '@jest/globals';
import { correctLead } from '../../../src/lead/correct-lead.ts';
import type { Lead } from '../../../src/lead/lead.ts';
import { aLead } from '../../support/lead-builder.ts';

function corrected(lead: Lead, set: Record<string, string>, countries: string[] = []): Lead {
  const corrections = Object.entries(set).map(([path, value]) => ({ path, value }));
  const result = correctLead(lead, corrections, countries);
  if ('problems' in result) throw new Error(result.problems.join('\n'));
  return result.lead;
}

function problems(set: Record<string, string>, lead = aLead()): string[] {
  const corrections = Object.entries(set).map(([path, value]) => ({ path, value }));
  const result = correctLead(lead, corrections);
  return 'problems' in result ? result.problems : [];
}

describe('correcting a lead', () => {
  it('reads an e-mail address as intake does, and the company with it', () => {
    const { person } = corrected(aLead(), { 'person.email': ' Grace@Hopper-Labs.COM. ' });
    expect(person.email).toMatchObject({
      normalised: 'grace@hopper-labs.com',
      domain: 'hopper-labs.com',
    });
    expect(person.companyDomain).toBe('hopper-labs.com');
  });

  it('reads a telephone number by the country of the lead, then of its source', () => {
    const german = aLead({ person: { country: 'DE' } });
    expect(corrected(german, { 'person.phone': '030 901820' }, ['GB']).person.phone?.e164).toBe(
      '+4930901820',
    );
    const unknown = aLead({ person: {} });
    expect(corrected(unknown, { 'person.phone': '020 7946 0958' }, ['GB']).person.phone?.e164).toBe(
      '+442079460958',
    );
  });

  it('keeps the parts and the whole of a name in line', () => {
    expect(corrected(aLead(), { 'person.lastName': 'Murray' }).person.fullName).toBe(
      'Grace Murray',
    );
    expect(corrected(aLead(), { 'person.fullName': 'Ada van Dyke' }).person).toMatchObject({
      firstName: 'Ada',
      lastName: 'van Dyke',
    });
  });

  it('takes a value away where nothing is given', () => {
    const lead = aLead({ person: { company: 'Nonsense Ltd' }, message: 'buy now' });
    const { person, message } = corrected(lead, { 'person.company': '', message: '' });
    expect('company' in person).toBe(false);
    expect(message).toBeUndefined();
  });

  it("corrects a field under the sender's own key, dots and all", () => {
    const lead = aLead({ extra: { 'budget.range': 'x', other: 'kept' } });
    expect(corrected(lead, { 'extra.budget.range': '10-20k' }).extra).toEqual({
      'budget.range': '10-20k',
      other: 'kept',
    });
  });

  it('refuses what it cannot read, and says what was expected', () => {
    expect(problems({ 'person.email': 'nobody' })).toEqual([
      'person.email: "nobody" could not be read as an e-mail address',
    ]);
    expect(problems({ 'person.country': 'Atlantis' })[0]).toContain('a country, such as DE');
  });

  it('refuses to rewrite what the visitor did', () => {
    for (const path of ['leadId', 'consent.purposes.marketing', 'attribution.utm.utm_source']) {
      expect(problems({ [path]: 'x' })[0]).toContain('cannot be corrected');
    }
    expect(problems({ 'extra.toString': 'x' })[0]).toContain('no such field');
  });

  it('changes nothing at all when one correction is wrong', () => {
    expect(problems({ 'person.company': 'Good Ltd', 'person.language': '??' })).toHaveLength(1);
  });

  it('leaves the lead that it was given untouched', () => {
    const lead = aLead();
    const before = JSON.stringify(lead);
    corrected(lead, { 'person.email': 'else@example.com', message: 'new' });
    expect(JSON.stringify(lead)).toBe(before);
  });
});
