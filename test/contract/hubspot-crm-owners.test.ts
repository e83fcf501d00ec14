import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  failureOf,
  type HubspotSetting,
  hubspotSetting,
  newTask,
  PATH_FAMILIES,
  START,
} from './hubspot-setting.ts';

const MINUTE_MS = 60_000;

describe.each(PATH_FAMILIES)('HubSpot owners under the paths of %s', (apiVersion) => {
  let setting: HubspotSetting;
  beforeEach(async () => {
    setting = await hubspotSetting({ apiVersion });
  });
  afterEach(() => setting.close());

  it('knows active and archived owners by id, and only active ones by address', async () => {
    const { crm, hubspot } = setting;
    const ada = hubspot.seedOwner({
      email: 'Ada@Example.com',
      firstName: 'Ada',
      lastName: 'Brandt',
    });
    const gus = hubspot.seedOwner({ email: 'gus@example.com' });
    hubspot.archiveOwner(gus);

    const known = { ownerId: ada, email: 'ada@example.com', name: 'Ada Brandt', active: true };
    expect(await crm.ownerById(ada)).toEqual(known);
    expect(await crm.ownerByEmail('ADA@example.com')).toEqual(known);
    expect(await crm.ownerById(gus)).toMatchObject({ name: 'gus@example.com', active: false });
    expect(await crm.ownerByEmail('gus@example.com')).toBeUndefined();
    expect(await crm.ownerById('424242')).toBeUndefined();
  });

  it('reads every page', async () => {
    const { crm, hubspot, calls } = setting;
    for (let index = 0; index < 230; index += 1)
      hubspot.seedOwner({ email: `o${index}@x.example` });

    expect((await crm.ownerByEmail('o229@x.example'))?.active).toBe(true);
    expect(await crm.owners.all()).toHaveLength(230);
    // Three pages of active owners, one of archived ones.
    expect(calls()).toHaveLength(4);
  });

  it('asks once for many leads at the same moment, and again after ten minutes', async () => {
    const { crm, hubspot, calls, clock } = setting;
    const ada = hubspot.seedOwner({ email: 'ada@example.com' });
    await Promise.all([
      crm.ownerByEmail('ada@example.com'),
      crm.ownerById(ada),
      crm.ownerById(ada),
    ]);
    clock.ms = START + 10 * MINUTE_MS;
    await crm.ownerById(ada);
    expect(calls()).toHaveLength(2);

    clock.ms += 1;
    await crm.ownerById(ada);
    expect(calls()).toHaveLength(4);
  });

  it('looks again for somebody unknown, but at most once a minute', async () => {
    const { crm, hubspot, calls, clock } = setting;
    expect(await crm.ownerByEmail('new@example.com')).toBeUndefined();
    hubspot.seedOwner({ email: 'new@example.com' });
    expect(await crm.ownerByEmail('new@example.com')).toBeUndefined();
    expect(calls()).toHaveLength(2);

    clock.ms = START + MINUTE_MS + 1;
    expect((await crm.ownerByEmail('new@example.com'))?.active).toBe(true);
    expect(calls()).toHaveLength(4);
  });

  it('has them ready for the first lead, and keeps them where they cannot be read anew', async () => {
    const { crm, hubspot, calls, clock } = setting;
    const ada = hubspot.seedOwner({ email: 'ada@example.com' });
    await crm.owners.refresh();
    expect((await crm.ownerById(ada))?.active).toBe(true);
    expect(calls()).toHaveLength(2);

    clock.ms = START + 9 * MINUTE_MS;
    hubspot.fail({ path: '/owners', status: 502 });
    await crm.owners.refresh();
    expect((await crm.ownerById(ada))?.active).toBe(true);
  });

  it('does not keep a failed reading', async () => {
    const { crm, hubspot } = setting;
    const ada = hubspot.seedOwner({ email: 'ada@example.com' });
    hubspot.fail({ path: '/owners', status: 502, body: '<html>Bad gateway</html>' });
    expect((await failureOf(crm.ownerById(ada))).details.kind).toBe('unavailable');

    hubspot.mend();
    expect((await crm.ownerById(ada))?.active).toBe(true);
  });
});

describe.each(PATH_FAMILIES)('the calls that a lead costs under the paths of %s', (apiVersion) => {
  let setting: HubspotSetting;
  let ownerId: string;
  beforeEach(async () => {
    setting = await hubspotSetting({ apiVersion });
    ownerId = setting.hubspot.seedOwner({ email: 'ada@example.com' });
    await setting.crm.ownerByEmail('ada@example.com');
    setting.hubspot.journal.length = 0;
  });
  afterEach(() => setting.close());

  const root = apiVersion === 'v3' ? '/crm/v3/objects' : `/crm/objects/${apiVersion}`;

  it('is three for a new person: read, create, task', async () => {
    const { crm, calls } = setting;
    await crm.findByEmail('jane@acme.example.com', ['firstname', 'lifecyclestage']);
    const owner = await crm.ownerByEmail('ada@example.com');
    const made = await crm.createContact({
      email: 'jane@acme.example.com',
      hubspot_owner_id: owner?.ownerId ?? '',
    });
    await crm.createTask(newTask(made.created ? made.contactId : '', { ownerId }));

    expect(calls()).toEqual([
      `POST ${root}/contacts/batch/read`,
      `POST ${root}/contacts`,
      `POST ${root}/tasks`,
    ]);
  });

  it('is three for a known person: read, update, task', async () => {
    const { crm, hubspot, calls } = setting;
    const id = hubspot.seedContact({ email: 'jane@acme.example.com', hubspot_owner_id: ownerId });
    const found = await crm.findByEmail('jane@acme.example.com', ['firstname', 'lifecyclestage']);
    await crm.ownerById(found?.ownerId ?? '');
    await crm.updateContact(id, { company: 'Acme' });
    await crm.createTask(newTask(id, { ownerId }));

    expect(calls()).toEqual([
      `POST ${root}/contacts/batch/read`,
      `PATCH ${root}/contacts/${id}`,
      `POST ${root}/tasks`,
    ]);
  });
});
