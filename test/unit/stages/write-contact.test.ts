import { describe, expect, it } from '@jest/globals';
import type { Basis, Decision, Match } from '../../../src/routing/decision.ts';
import { crmSchema } from '../../../src/stages/crm-settings.ts';
import { contactWriter, type OwnedDecision } from '../../../src/stages/write-contact.ts';
import { createEffects } from '../../../src/workflow/effect-once.ts';
import type { EffectRecord } from '../../../src/workflow/ledger.ts';
import type { CreatedContact, Crm, CrmContact } from '../../../src/workflow/ports.ts';
import { SystemFailure } from '../../../src/workflow/system-failure.ts';
import { aLead } from '../../support/lead-builder.ts';

const lead = aLead();
const stranger: Match = { known: false, properties: {} };
const basis = { decidedAt: 1_000 } as Basis;
const ours = {
  decision: { market: 'dach', because: 'our turn' } as Decision,
  basis,
  ownerId: '7',
};
const theirs = {
  decision: { market: 'dach', because: 'is hers' } as Decision,
  basis,
  ownerId: '8',
};

const settings = crmSchema.parse({
  properties: {
    email: { from: 'person.email.normalised', write: 'never' },
    market: { from: 'decision.market', write: 'overwrite' },
  },
  lifecycle: {},
});

/** A CRM in which somebody may have made the contact a moment before us. */
function setUp(created: CreatedContact | SystemFailure, existing?: CrmContact) {
  const calls: string[] = [];
  const recorded: Record<string, EffectRecord> = {};
  const decidedOn: Match[] = [];
  const crm = {
    system: 'hubspot',
    createContact: async (properties: Record<string, string>) => {
      calls.push(`create ${JSON.stringify(properties)}`);
      if (created instanceof SystemFailure) throw created;
      return created;
    },
    updateContact: async (contactId: string, properties: Record<string, string>) => {
      calls.push(`update ${contactId} ${JSON.stringify(properties)}`);
      return { leftOut: [] };
    },
    findById: async () => existing,
    findByEmail: async () => existing,
    ownerById: async (ownerId: string) => ({ ownerId, email: '', name: 'Her', active: true }),
  } as Partial<Crm> as Crm;
  const effects = createEffects({
    leadId: lead.leadId,
    recorded,
    now: () => 1_000,
    ledger: {
      attemptEffect: async () => undefined,
      recordEffect: async () => undefined,
      forgetAttempt: async () => undefined,
    },
  });
  const write = contactWriter({
    crm,
    settings: { crm: settings },
    decideAgain: async (match) => {
      decidedOn.push(match);
      return theirs;
    },
  });
  return {
    calls,
    recorded,
    decidedOn,
    write: (match: Match, first: OwnedDecision = ours) => write({ lead, match }, first, effects),
  };
}

describe('writing the contact', () => {
  it('creates a new person with market and owner in one call', async () => {
    const { calls, write } = setUp({ created: true, contactId: '501', leftOut: [] });
    expect(await write(stranger)).toMatchObject({ contactId: '501', known: false, ownerId: '7' });
    expect(calls).toEqual([
      'create {"email":"grace@example.com","market":"dach","lifecyclestage":"lead","hubspot_owner_id":"7"}',
    ]);
  });

  it('updates a known person without asking for more', async () => {
    const { calls, write } = setUp({ created: true, contactId: '0', leftOut: [] });
    const read = { email: '', hubspot_owner_id: '', lifecyclestage: 'customer' };
    expect(await write({ known: true, contactId: '501', properties: read })).toMatchObject({
      contactId: '501',
      known: true,
    });
    expect(calls).toEqual(['update 501 {"market":"dach","hubspot_owner_id":"7"}']);
  });

  it('reads first what crm.yaml names only since the person was matched', async () => {
    const existing = { contactId: '501', properties: { lifecyclestage: 'customer' } };
    const { calls, write } = setUp({ created: true, contactId: '0', leftOut: [] }, existing);
    await write({ known: true, contactId: '501', properties: { email: '' } });

    expect(calls).toEqual(['update 501 {"market":"dach","hubspot_owner_id":"7"}']);
  });

  it('respects the owner whom somebody else gave the contact a moment before us', async () => {
    const existing = { contactId: '501', properties: { lifecyclestage: 'lead' }, ownerId: '8' };
    const { calls, write } = setUp({ created: false, existingId: '501' }, existing);
    expect(await write(stranger)).toMatchObject({ ...theirs, contactId: '501', known: true });
    expect(calls[1]).toBe('update 501 {"market":"dach"}');
  });

  it('decides again with the company that was found before', async () => {
    const existing = { contactId: '501', properties: {}, ownerId: '8' };
    const { decidedOn, write } = setUp({ created: false, existingId: '501' }, existing);
    const owner = { ownerId: '9', active: true };
    const account = { companyId: '301', domain: 'example.com', owner };
    await write({ ...stranger, account });
    expect(decidedOn).toMatchObject([{ known: true, contactId: '501', account }]);
  });

  it('keeps its decision when it was its own attempt that made the contact', async () => {
    const existing = { contactId: '501', properties: { lifecyclestage: 'lead' }, ownerId: '7' };
    const { recorded, write } = setUp({ created: false, existingId: '501' }, existing);
    recorded['contact'] = { state: 'attempted', at: 500 };
    expect(await write(stranger)).toMatchObject({ ...ours, contactId: '501', known: false });
  });

  it('respects an owner whom it did not choose, even after an attempt whose end is unknown', async () => {
    const existing = { contactId: '501', properties: { lifecyclestage: 'lead' }, ownerId: '8' };
    const { recorded, write } = setUp({ created: false, existingId: '501' }, existing);
    recorded['contact'] = { state: 'attempted', at: 500 };
    expect(await write(stranger)).toMatchObject({ ...theirs, contactId: '501', known: true });
  });

  it('gives a contact that it made to whom it is decided for when it is tried again', async () => {
    const { calls, write } = setUp({ created: true, contactId: '501', leftOut: [] });
    await write(stranger);
    expect(await write(stranger, theirs)).toMatchObject({ ...theirs, contactId: '501' });
    await write(stranger, theirs);
    expect(calls.slice(1)).toEqual([expect.stringMatching(/^update 501 .*"hubspot_owner_id":"8"/)]);
  });

  it('and so a contact that it updated', async () => {
    const { calls, write } = setUp({ created: true, contactId: '0', leftOut: [] });
    const read = { email: '', hubspot_owner_id: '', lifecyclestage: 'customer' };
    const known = { known: true, contactId: '501', properties: read };
    await write(known);
    await write(known, theirs);
    await write(known, theirs);
    expect(calls.slice(1)).toEqual(['update 501 {"market":"dach","hubspot_owner_id":"8"}']);
  });

  it('says so when the CRM claims that the contact exists but does not find it', async () => {
    const { write } = setUp({ created: false });
    await expect(write(stranger)).rejects.toMatchObject({ details: { kind: 'unavailable' } });
  });
});
