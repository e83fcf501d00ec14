import { describe, expect, it } from '@jest/globals';
import type { Lead } from '../../../src/lead/lead.ts';
import type { Match } from '../../../src/routing/decision.ts';
import { crmSchema } from '../../../src/stages/crm-settings.ts';
import { deduplicate } from '../../../src/stages/deduplicate.ts';
import type { Effects } from '../../../src/workflow/effect-once.ts';
import type { Crm, CrmCompany, CrmContact, CrmDeal } from '../../../src/workflow/ports.ts';
import type { Outcome } from '../../../src/workflow/stage.ts';
import { aLead, anEmailAddress } from '../../support/lead-builder.ts';

const KNOWN: CrmContact = { contactId: '501', properties: {}, ownerId: '7' };
const DEAL: CrmDeal = { dealId: '901', name: 'Renewal', ownerId: '8' };
const COMPANY: CrmCompany = {
  companyId: '301',
  domain: 'acme.example.com',
  name: 'Acme',
  ownerId: '9',
};

const owner = (ownerId: string, name: string) => ({
  ownerId,
  name,
  email: `${name.toLowerCase()}@example.com`,
  active: true,
});
const OWNERS = [owner('7', 'Ada'), owner('8', 'Ben')];

/** A CRM that knows one contact with an open deal, and its company; Ben and Ada, but not owner 9. */
function setUp(ownership: { openDeals?: boolean; accounts?: boolean }, contact?: CrmContact) {
  const asked: string[] = [];
  const crm = {
    system: 'hubspot',
    findByEmail: async () => contact,
    ownerById: async (ownerId: string) => OWNERS.find((each) => each.ownerId === ownerId),
    openDealOf: async (contactId: string) => {
      asked.push(`deal of ${contactId}`);
      return DEAL;
    },
    accountOf: async (domain: string) => {
      asked.push(`company of ${domain}`);
      return domain === COMPANY.domain ? COMPANY : undefined;
    },
  } as Partial<Crm> as Crm;
  const stage = deduplicate({
    crm,
    people: {
      keyOf: () => 'person',
      lease: async () => undefined,
      release: async () => undefined,
      latest: async () => undefined,
      remember: async () => undefined,
    },
    ledger: { load: async () => undefined },
    settings: { crm: crmSchema.parse({ properties: {}, lifecycle: {}, ownership }) },
  });
  const run = async (
    person: Lead['person'] = { email: anEmailAddress('grace@acme.example.com') },
  ) =>
    learned(await stage.run({ lead: aLead({ person }) }, {} as Effects, { stage: 'deduplicate' }));
  return { asked, run };
}

function learned(outcome: Outcome<{ match: Match }>): { match: Match; says: string } {
  if (outcome.outcome !== 'done') throw new Error(`expected done, found ${outcome.outcome}`);
  return { match: outcome.learned.match, says: outcome.says };
}

describe('whose the person is already', () => {
  it("is the contact's owner, and nobody else is asked for unless crm.yaml says so", async () => {
    const { asked, run } = setUp({}, KNOWN);
    const { match, says } = await run();
    expect(match).toEqual({
      known: true,
      contactId: '501',
      foundBy: 'email',
      properties: { email: '', hubspot_owner_id: '', lifecyclestage: '' },
      owner: OWNERS[0],
    });
    expect(says).toBe('known contact 501, found by email, owned by Ada');
    expect(asked).toEqual([]);
  });

  it('is also told by the open deal and the company, each with its owner', async () => {
    const { asked, run } = setUp({ openDeals: true, accounts: true }, KNOWN);
    const { match, says } = await run();
    expect(match.owner).toEqual(OWNERS[0]);
    expect(match.openDeal).toEqual({ dealId: '901', name: 'Renewal', owner: OWNERS[1] });
    expect(match.account).toEqual({
      companyId: '301',
      domain: 'acme.example.com',
      name: 'Acme',
      owner: { ownerId: '9', active: false },
    });
    expect(says).toBe(
      'known contact 501, found by email, owned by Ada; open deal 901, owned by Ben; company acme.example.com, owned by 9',
    );
    expect(asked).toEqual(['deal of 501', 'company of acme.example.com']);
  });

  it('is told by the company for a new person, who has no deal', async () => {
    const { asked, run } = setUp({ openDeals: true, accounts: true });
    const { match, says } = await run();
    expect(match).toMatchObject({ known: false, account: { companyId: '301' } });
    expect(match).not.toHaveProperty('openDeal');
    expect(says).toBe('new person; company acme.example.com, owned by 9');
    expect(asked).toEqual(['company of acme.example.com']);
  });

  it.each([
    ['a free-mail address', { email: anEmailAddress('grace@gmail.com', { free: true }) }],
    ['a throw-away address', { email: anEmailAddress('a@mailinator.com', { disposable: true }) }],
    ['no address at all', {}],
  ])('is never asked of the company with %s', async (_what, person) => {
    const { asked, run } = setUp({ accounts: true });
    const { match } = await run(person);
    expect(match).toEqual({ known: false, properties: {} });
    expect(asked).toEqual([]);
  });

  it('is asked by the very domain of the address, a subdomain for itself', async () => {
    const { asked, run } = setUp({ accounts: true });
    const { match } = await run({ email: anEmailAddress('grace@mail.acme.example.com') });
    expect(match).not.toHaveProperty('account');
    expect(asked).toEqual(['company of mail.acme.example.com']);
  });
});
