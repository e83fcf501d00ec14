import { describe, expect, it } from '@jest/globals';
import { datedUrl } from '../../../../src/systems/hubspot/hubspot-api.ts';

const API = 'https://api.hubapi.com';

describe('the address of a call in the dated family', () => {
  it.each([
    ['/crm/v3/objects/contacts', '/crm/objects/2026-09/contacts'],
    ['/crm/v3/objects/contacts/batch/read', '/crm/objects/2026-09/contacts/batch/read'],
    ['/crm/v3/objects/tasks/1?idProperty=x', '/crm/objects/2026-09/tasks/1?idProperty=x'],
    ['/crm/v4/objects/tasks/1/associations', '/crm/objects/2026-09/tasks/1/associations'],
    ['/crm/v4/associations/tasks/contacts/batch', '/crm/associations/2026-09/tasks/contacts/batch'],
    ['/crm/v3/owners', '/crm/owners/2026-09'],
    ['/crm/v3/owners/?limit=100', '/crm/owners/2026-09/?limit=100'],
    ['/crm/v3/owners?limit=100', '/crm/owners/2026-09?limit=100'],
    ['/crm/v3/properties/contacts/groups', '/crm/properties/2026-09/contacts/groups'],
  ])('%s becomes %s', (numbered, dated) => {
    expect(datedUrl(`${API}${numbered}`, '2026-09')).toBe(`${API}${dated}`);
    expect(datedUrl(`${API}${numbered}`, 'v3')).toBe(`${API}${numbered}`);
  });

  it('leaves alone what has no dated family', () => {
    expect(datedUrl(`${API}/account-info/v3/details`, '2026-09')).toBe(
      `${API}/account-info/v3/details`,
    );
  });
});
