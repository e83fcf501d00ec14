import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SANDBOX_TOKEN } from '../../src/sandbox/hubspot/hubspot-service.ts';
import { ALL_SCOPES } from '../../src/sandbox/hubspot/object-types.ts';
import {
  failureOf,
  type HubspotSetting,
  hubspotSetting,
  PATH_FAMILIES,
} from './hubspot-setting.ts';

let setting: HubspotSetting;
afterEach(() => setting.close());

/** `POST deals/batch/read`, in order. */
const calls = () => Object.entries(setting.hubspot.callsByRoute());

const FROM_CONTACTS = 'POST associations/contacts/deals/batch/read';

describe.each(PATH_FAMILIES)("a contact's open deal under the paths of %s", (apiVersion) => {
  let jane: string;
  let ada: string;
  let ben: string;
  beforeEach(async () => {
    setting = await hubspotSetting({ apiVersion });
    const { hubspot } = setting;
    jane = hubspot.seedContact({ email: 'jane@acme.example.com' });
    ada = hubspot.seedOwner({ email: 'ada@example.com' });
    ben = hubspot.seedOwner({ email: 'ben@example.com' });
  });

  it('is found with its name and owner, in two calls', async () => {
    const { crm, hubspot } = setting;
    const dealId = hubspot.seedDeal({ dealname: 'Renewal 2027', hubspot_owner_id: ada }, [jane]);
    expect(await crm.openDealOf(jane)).toEqual({ dealId, name: 'Renewal 2027', ownerId: ada });
    expect(calls()).toEqual([
      [FROM_CONTACTS, 1],
      ['POST deals/batch/read', 1],
    ]);
  });

  it('costs one call when there is none', async () => {
    expect(await setting.crm.openDealOf(jane)).toBeUndefined();
    expect(calls()).toEqual([[FROM_CONTACTS, 1]]);
  });

  it('is the newest of several; won, lost, deleted and ownerless ones do not count', async () => {
    const { crm, hubspot, clock, api } = setting;
    hubspot.seedDeal({ hubspot_owner_id: ada }, [jane]);
    clock.ms += 1_000;
    const newest = hubspot.seedDeal({ hubspot_owner_id: ben }, [jane]);
    clock.ms += 1_000;
    for (const dealstage of ['closedwon', 'closedlost']) {
      hubspot.seedDeal({ hubspot_owner_id: ada, dealstage }, [jane]);
    }
    hubspot.seedDeal({}, [jane]);
    const deleted = hubspot.seedDeal({ hubspot_owner_id: ada }, [jane]);
    await api.objects.archive('deals', deleted);

    expect(await crm.openDealOf(jane)).toMatchObject({ dealId: newest, ownerId: ben });
  });

  it('is the newest by the date that sales see, whatever was imported last', async () => {
    const { crm, hubspot } = setting;
    const current = hubspot.seedDeal({ hubspot_owner_id: ada }, [jane]);
    hubspot.seedDeal({ hubspot_owner_id: ben, createdate: '2019-05-01T00:00:00Z' }, [jane]);
    expect((await crm.openDealOf(jane))?.dealId).toBe(current);
  });

  it('is told by its stage while HubSpot has not calculated yet whether it is closed', async () => {
    const { crm, hubspot } = setting;
    const open = hubspot.seedDeal({ hubspot_owner_id: ada }, [jane]);
    const won = hubspot.seedDeal({ hubspot_owner_id: ben, dealstage: 'closedwon' }, [jane]);
    for (const id of [open, won]) hubspot.setValues('deals', id, { hs_is_closed: '' });
    expect((await crm.openDealOf(jane))?.dealId).toBe(open);
  });

  it("is somebody else's when it hangs on another contact", async () => {
    const { crm, hubspot } = setting;
    const kim = hubspot.seedContact({ email: 'kim@acme.example.com' });
    hubspot.seedDeal({ hubspot_owner_id: ada }, [kim]);
    expect(await crm.openDealOf(jane)).toBeUndefined();
  });

  it('is read with those of all other contacts of the moment', async () => {
    const { crm, hubspot } = setting;
    const people = Array.from({ length: 60 }, (_, place) => {
      const contactId = hubspot.seedContact({ email: `person${place}@acme.example.com` });
      const owner = place % 2 === 0 ? ada : ben;
      const deals = [0, 1, 2].map(() =>
        hubspot.seedDeal({ hubspot_owner_id: owner }, place === 7 ? [] : [contactId]),
      );
      return { contactId, deals, owner };
    });
    const found = await Promise.all(people.map(({ contactId }) => crm.openDealOf(contactId)));
    expect(found.map((deal) => deal?.ownerId)).toEqual(
      people.map(({ owner }, place) => (place === 7 ? undefined : owner)),
    );
    // 177 deals are two batches.
    expect(calls()).toEqual([
      [FROM_CONTACTS, 1],
      ['POST deals/batch/read', 2],
    ]);
  });

  it('is found although HubSpot writes the ids of associations as numbers', async () => {
    const { crm, hubspot } = setting;
    const dealId = hubspot.seedDeal({ hubspot_owner_id: ada }, [jane]);
    hubspot.fail({
      path: '/associations/',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: `{"status":"COMPLETE","results":[{"from":{"id":"${jane}"},"to":[{"toObjectId":${dealId},"associationTypes":[]}]}],"startedAt":"2026-11-23T08:00:00Z","completedAt":"2026-11-23T08:00:00Z"}`,
    });
    expect((await crm.openDealOf(jane))?.dealId).toBe(dealId);
  });
});

describe('When HubSpot does not tell of a deal,', () => {
  it('a missing scope stops the system, and the advice names scope and switch', async () => {
    const scopes = ALL_SCOPES.filter((scope) => scope !== 'crm.objects.deals.read');
    setting = await hubspotSetting({ account: { tokens: { [SANDBOX_TOKEN]: scopes } } });
    const jane = setting.hubspot.seedContact({ email: 'jane@acme.example.com' });
    setting.hubspot.seedDeal({}, [jane]);
    const { details } = await failureOf(setting.crm.openDealOf(jane));
    expect(details).toMatchObject({ kind: 'unauthorised', when: 'after', status: 403 });
    expect(details.advice).toContain('crm.objects.deals.read');
    expect(details.advice).toContain('ownership.openDeals: false in crm.yaml');
  });

  it.each([
    ['/associations/', 429, 'throttled'],
    ['/deals/batch/read', 502, 'unavailable'],
    ['/deals/batch/read', 401, 'unauthorised'],
  ])('with %s answering %d, that is %s, not "no deal"', async (path, status, kind) => {
    setting = await hubspotSetting();
    const jane = setting.hubspot.seedContact({ email: 'jane@acme.example.com' });
    setting.hubspot.seedDeal({}, [jane]);
    setting.hubspot.fail({ path, status, body: '{"status":"error","message":"no"}' });
    expect((await failureOf(setting.crm.openDealOf(jane))).details.kind).toBe(kind);
  });

  it('an association that cannot be read fails for its contact only', async () => {
    setting = await hubspotSetting();
    const { hubspot, crm } = setting;
    const ada = hubspot.seedOwner({ email: 'ada@example.com' });
    const [jane = '', kim = ''] = ['jane', 'kim'].map((name) =>
      hubspot.seedContact({ email: `${name}@acme.example.com` }),
    );
    const dealId = hubspot.seedDeal({ hubspot_owner_id: ada }, [kim]);
    hubspot.fail({
      path: '/associations/',
      bodyIncludes: jane,
      status: 207,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        status: 'COMPLETE',
        results: [{ from: { id: kim }, to: [{ toObjectId: dealId, associationTypes: [] }] }],
        numErrors: 1,
        errors: [
          {
            status: 'error',
            category: 'INTERNAL_ERROR',
            message: 'internal',
            context: { fromObjectId: [jane] },
          },
        ],
        startedAt: '2026-11-23T08:00:00Z',
        completedAt: '2026-11-23T08:00:00Z',
      }),
    });
    const [failure, deal] = await Promise.all([
      failureOf(crm.openDealOf(jane)),
      crm.openDealOf(kim),
    ]);
    const asked = hubspot.journal.filter(({ path }) => path.includes('/associations/'));
    expect(asked.map(({ body }) => JSON.parse(body).inputs.length)).toEqual([2]);
    expect(failure.details).toMatchObject({ kind: 'unavailable', code: 'INTERNAL_ERROR' });
    expect(deal?.dealId).toBe(dealId);
  });
});
