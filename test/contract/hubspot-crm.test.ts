import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  failureOf,
  type HubspotSetting,
  hubspotSetting,
  PATH_FAMILIES,
} from './hubspot-setting.ts';

describe.each(PATH_FAMILIES)('HubSpot contacts under the paths of %s', (apiVersion) => {
  let setting: HubspotSetting;
  beforeEach(async () => {
    setting = await hubspotSetting({ apiVersion });
  });
  afterEach(() => setting.close());

  const contactOf = (id: string) =>
    setting.hubspot.state().contacts.find((contact) => contact.id === id)?.properties;

  describe('finding a person', () => {
    it('finds nobody under an address that is new, without HubSpot calling it an error', async () => {
      const { crm, hubspot } = setting;
      expect(await crm.findByEmail('jane@acme.example.com', ['firstname'])).toBeUndefined();
      expect(hubspot.journal.map(({ status }) => status)).toEqual([207]);
    });

    it('finds a known contact with its owner and the values asked for, empty ones left out', async () => {
      const { crm, hubspot } = setting;
      const ownerId = hubspot.seedOwner({ email: 'ada@example.com' });
      const id = hubspot.seedContact({
        email: 'jane@acme.example.com',
        firstname: 'Jane',
        hubspot_owner_id: ownerId,
      });
      const found = await crm.findByEmail('jane@acme.example.com', ['firstname', 'phone']);

      expect(found).toMatchObject({
        contactId: id,
        ownerId,
        properties: { firstname: 'Jane', hubspot_owner_id: ownerId },
      });
      expect(found?.properties).not.toHaveProperty('phone');
    });

    it('finds a contact by a further address of hers', async () => {
      const { crm, hubspot } = setting;
      const id = hubspot.seedContact({ email: 'jane@acme.example.com' });
      hubspot.addSecondaryEmail(id, 'jane.private@example.org');

      const found = await crm.findByEmail('jane.private@example.org', ['email']);
      expect(found).toMatchObject({
        contactId: id,
        properties: { email: 'jane@acme.example.com' },
      });
    });

    it('finds the surviving contact by an address or an id from before a merge', async () => {
      const { crm, hubspot } = setting;
      const kept = hubspot.seedContact({ email: 'jane@acme.example.com' });
      const absorbed = hubspot.seedContact({ email: 'j.doe@acme.example.com' });
      const survivor = hubspot.mergeContacts(kept, absorbed);

      const byAddress = await crm.findByEmail('j.doe@acme.example.com', ['email']);
      expect(byAddress?.contactId).toBe(survivor);
      expect((await crm.findById(absorbed, ['email']))?.contactId).toBe(survivor);
      expect((await crm.findById(kept, ['email']))?.contactId).toBe(survivor);
    });

    it('finds nobody by an id that there is not', async () => {
      expect(await setting.crm.findById('424242', ['email'])).toBeUndefined();
    });

    it('finds a contact by another unique property, address characters and all', async () => {
      const { crm, hubspot } = setting;
      hubspot.seedProperty('contacts', { name: 'customer_number', hasUniqueValue: true });
      const id = hubspot.seedContact({
        email: 'jane+a@acme.example.com',
        customer_number: 'K 7/+ü',
      });

      expect((await crm.findByKey('customer_number', 'K 7/+ü', []))?.contactId).toBe(id);
      expect(await crm.findByKey('customer_number', 'K 8', [])).toBeUndefined();
      expect((await crm.findByEmail('jane+a@acme.example.com', []))?.contactId).toBe(id);
    });

    it('says so when a key is not unique, instead of finding nobody', async () => {
      const failure = await failureOf(setting.crm.findByKey('phone', '+49 30 123456', []));
      expect(failure.details).toMatchObject({ kind: 'invalid', when: 'after', status: 400 });
    });
  });

  describe('writing a person', () => {
    it('creates a contact in one call', async () => {
      const { crm, hubspot, calls } = setting;
      const made = await crm.createContact({ email: 'Jane@Acme.example.com', firstname: 'Jane' });

      if (!made.created) throw new Error('expected a new contact');
      expect(made.leftOut).toEqual([]);
      expect(contactOf(made.contactId)).toMatchObject({ email: 'jane@acme.example.com' });
      expect(calls()).toHaveLength(1);
      expect(hubspot.journal[0]?.status).toBe(201);
    });

    it('answers who it is when the contact exists already', async () => {
      const { crm, hubspot } = setting;
      const id = hubspot.seedContact({ email: 'jane@acme.example.com' });
      expect(await crm.createContact({ email: 'jane@acme.example.com' })).toEqual({
        created: false,
        existingId: id,
      });
    });

    it('reads the fuller words that HubSpot has used for an existing contact as well', async () => {
      const { crm, hubspot } = setting;
      hubspot.fail({
        method: 'POST',
        status: 409,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          status: 'error',
          message: 'Contact already exists.',
          identityProfile: { vid: 2926551, identity: [{ value: 'lee@x.example', type: 'EMAIL' }] },
          errors: [
            {
              message: 'A contact with email lee@x.example already exists. Existing ID: 2926551',
              in: 'email',
            },
          ],
          category: 'OBJECT_ALREADY_EXISTS',
          error: 'CONTACT_EXISTS',
        }),
      });
      expect(await crm.createContact({ email: 'lee@x.example' })).toEqual({
        created: false,
        existingId: '2926551',
      });
    });

    it('answers that somebody was faster even when HubSpot does not say who', async () => {
      const { crm, hubspot } = setting;
      hubspot.fail({ status: 409, body: '{"status":"error","category":"CONFLICT"}' });
      expect(await crm.createContact({ email: 'lee@x.example' })).toEqual({ created: false });
    });

    it('keeps a person who left nothing but a telephone number', async () => {
      const { crm } = setting;
      const made = await crm.createContact({ phone: '+4930123456' });
      if (!made.created) throw new Error('expected a new contact');
      expect(contactOf(made.contactId)).toMatchObject({
        phone: '+4930123456',
        lastname: '+4930123456',
      });
    });

    it('updates a contact in one call, also under an id from before a merge', async () => {
      const { crm, hubspot, calls } = setting;
      const kept = hubspot.seedContact({ email: 'jane@acme.example.com' });
      const absorbed = hubspot.seedContact({ email: 'j.doe@acme.example.com' });
      const survivor = hubspot.mergeContacts(kept, absorbed);

      expect(await crm.updateContact(absorbed, { company: 'Acme' })).toEqual({ leftOut: [] });
      expect(contactOf(survivor)).toMatchObject({ company: 'Acme' });
      expect(calls()).toHaveLength(1);
    });
  });
});
