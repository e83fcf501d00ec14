import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Match } from '../../src/routing/decision.ts';
import type { CrmOwner } from '../../src/workflow/ports.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** What the CRM says of whose a lead is already, as the routing rules get it. */

type Ownership = { openDeals: boolean; accounts: boolean };

let aheadMs = 0;

/** HubSpot's search index is some seconds behind: later, it has seen everything. */
function indexCatchesUp(): void {
  aheadMs += 60_000;
}

async function start(ownership: Ownership): Promise<Stack> {
  return startStack({
    world: { now: () => Date.now() + aheadMs },
    settings: (settings) => ({ ...settings, crm: { ...settings.crm, ownership } }),
  });
}

async function ownerNamed(stack: Stack, name: string): Promise<CrmOwner> {
  const owner = await stack.leadline.crm.ownerByEmail(`${name}@example.com`);
  if (!owner) throw new Error(`the sandbox has no owner ${name}`);
  return owner;
}

/** What the deduplicate stage found out for a lead with this address. */
async function matched(stack: Stack, email: string): Promise<Match> {
  const leadId = await stack.accept('contact-page', { email, country: 'DE', message: 'Hello' });
  await stack.processAll();
  const step = (await stack.leadline.ledger.load(leadId))?.steps['deduplicate'];
  if (step?.state !== 'done') throw new Error(`deduplicate is ${step?.state}`);
  return (step.result as { match: Match }).match;
}

describe('With open deals and accounts switched on, a lead', () => {
  let stack: Stack;
  let ada: CrmOwner;
  let ben: CrmOwner;
  beforeAll(async () => {
    stack = await start({ openDeals: true, accounts: true });
    ada = await ownerNamed(stack, 'ada.brandt');
    ben = await ownerNamed(stack, 'ben.huber');
    const { hubspot } = stack;
    hubspot.seedCompany({
      name: 'Acme',
      domain: 'acme.example.com',
      hubspot_owner_id: ben.ownerId,
    });
    hubspot.seedCompany({ name: 'Mail', domain: 'gmail.com', hubspot_owner_id: ben.ownerId });
    indexCatchesUp();
  });
  afterAll(() => stack.stop());

  const owned = ({ ownerId, email, name }: CrmOwner) => ({ ownerId, email, name, active: true });
  const searches = () => stack.hubspot.callsByRoute()['POST companies/search'] ?? 0;

  it('of a known person carries the open deal, its owner and the company', async () => {
    const contactId = stack.hubspot.seedContact({
      email: 'jane@acme.example.com',
      hubspot_owner_id: ben.ownerId,
    });
    const deal = { dealname: 'Renewal', hubspot_owner_id: ada.ownerId };
    stack.hubspot.seedDeal({ ...deal, dealname: 'Lost', dealstage: 'closedlost' }, [contactId]);
    const dealId = stack.hubspot.seedDeal(deal, [contactId]);

    const match = await matched(stack, 'jane@acme.example.com');
    expect(match).toMatchObject({ known: true, contactId, owner: owned(ben) });
    expect(match.openDeal).toEqual({ dealId, name: 'Renewal', owner: owned(ada) });
    expect(match.account).toMatchObject({ domain: 'acme.example.com', owner: owned(ben) });
  });

  it('of a new person carries the company with exactly the domain of the address', async () => {
    const match = await matched(stack, 'new@acme.example.com');
    expect(match).toMatchObject({ known: false, account: { name: 'Acme', owner: owned(ben) } });
    const subdomain = await matched(stack, 'new@eu.acme.example.com');
    expect(subdomain).not.toHaveProperty('account');
    const longer = await matched(stack, 'new@notacme.example.com');
    expect(longer).not.toHaveProperty('account');
  });

  it('of a free-mail address carries no company, and none is searched for', async () => {
    const before = searches();
    const match = await matched(stack, 'somebody@gmail.com');
    expect(match).toEqual({ known: false, properties: {} });
    expect(searches()).toBe(before);
  });

  it('of a company that was asked for minutes ago costs no search', async () => {
    await matched(stack, 'first@acme.example.com');
    const before = searches();
    const match = await matched(stack, 'second@acme.example.com');
    expect(match.account).toMatchObject({ name: 'Acme' });
    expect(searches()).toBe(before);
  });

  it('of a known person costs one call more, and two where there is a deal', async () => {
    await matched(stack, 'warm-up@acme.example.com');
    const callsFor = async (email: string) => {
      const before = stack.hubspot.journal.length;
      await matched(stack, email);
      return stack.hubspot.journal.length - before;
    };
    const lou = stack.hubspot.seedContact({ email: 'lou@acme.example.com' });
    stack.hubspot.seedContact({ email: 'max@acme.example.com' });
    stack.hubspot.seedDeal({ hubspot_owner_id: ada.ownerId }, [lou]);
    expect(await callsFor('max@acme.example.com')).toBe(3 + 1);
    expect(await callsFor('lou@acme.example.com')).toBe(3 + 2);
  });

  it('says so when the owner of deal or company has left', async () => {
    const { hubspot } = stack;
    const gus = hubspot.seedOwner({ email: 'gus.gone@example.com', firstName: 'Gus' });
    const contactId = hubspot.seedContact({ email: 'kim@left.example.com' });
    hubspot.seedDeal({ hubspot_owner_id: gus }, [contactId]);
    hubspot.seedCompany({ domain: 'left.example.com', hubspot_owner_id: gus });
    hubspot.archiveOwner(gus);
    // Owners are kept for ten minutes.
    aheadMs += 11 * 60_000;
    const match = await matched(stack, 'kim@left.example.com');
    const left = { ownerId: gus, name: 'Gus', active: false };
    expect(match).toMatchObject({ openDeal: { owner: left }, account: { owner: left } });
    expect(match).not.toHaveProperty('owner');
  });
});

describe('With both switched off, as they are unless crm.yaml says so, a lead', () => {
  it('carries neither, whatever HubSpot has, and costs no call for them', async () => {
    const stack = await start({ openDeals: false, accounts: false });
    const { hubspot } = stack;
    const { ownerId } = await ownerNamed(stack, 'ada.brandt');
    const contactId = hubspot.seedContact({ email: 'jane@acme.example.com' });
    hubspot.seedDeal({ hubspot_owner_id: ownerId }, [contactId]);
    hubspot.seedCompany({ domain: 'acme.example.com', hubspot_owner_id: ownerId });
    indexCatchesUp();

    const match = await matched(stack, 'jane@acme.example.com');
    expect(match).toMatchObject({ known: true, contactId });
    expect(match).not.toHaveProperty('openDeal');
    expect(match).not.toHaveProperty('account');
    const calls = Object.keys(hubspot.callsByRoute());
    expect(calls.filter((call) => /deals|companies/.test(call))).toEqual([]);
    await stack.stop();
  });
});
