import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemFailure } from '../../src/workflow/system-failure.ts';
import {
  failureOf,
  type HubspotSetting,
  hubspotSetting,
  newTask,
  PATH_FAMILIES,
} from './hubspot-setting.ts';

const address = (place: number) => `person${place}@acme.example.com`;
const places = (count: number) => Array.from({ length: count }, (_, place) => place);

describe.each(PATH_FAMILIES)('Calls of the same moment under the paths of %s', (apiVersion) => {
  let setting: HubspotSetting;
  beforeEach(async () => {
    setting = await hubspotSetting({ apiVersion });
  });
  afterEach(() => setting.close());

  /** `contacts/batch/read`, in order. */
  const calls = () =>
    setting.hubspot.journal.map(({ path }) =>
      path.replace(/^.*objects\/[^/]*\/?(?=contacts|tasks)/, ''),
    );
  const contacts = () => setting.hubspot.state().contacts;
  const tasks = () => setting.hubspot.state().tasks;

  describe('that look for people', () => {
    it('are one for a hundred, known or not, and each gets an own answer', async () => {
      const { crm, hubspot } = setting;
      const ids = places(60).map((place) =>
        hubspot.seedContact({ email: address(place), firstname: `F${place}` }),
      );
      const found = await Promise.all(
        places(100).map((place) => crm.findByEmail(address(place), ['firstname'])),
      );
      expect(calls()).toEqual(['contacts/batch/read']);
      expect(
        found.slice(0, 60).map((each) => [each?.contactId, each?.properties['firstname']]),
      ).toEqual(ids.map((id, place) => [id, `F${place}`]));
      expect(found.slice(60)).toEqual(places(40).map(() => undefined));
    });

    it('give nothing that was not asked for, and ask once for the same address', async () => {
      const { crm, hubspot } = setting;
      hubspot.seedContact({ email: address(1) });
      hubspot.seedContact({ email: address(2) });
      const asked = [address(1), address(1).toUpperCase(), address(2)];
      const found = await Promise.all(asked.map((email) => crm.findByEmail(email, ['firstname'])));
      expect(found[0]?.contactId).toBe(found[1]?.contactId);
      expect(found[0]?.properties).not.toHaveProperty('email');
      expect(hubspot.journal.map(({ body }) => JSON.parse(body).inputs.length)).toEqual([2]);
    });

    it('recognise somebody by a further address, and who was merged', async () => {
      const { crm, hubspot } = setting;
      const jane = hubspot.seedContact({ email: 'jane@acme.example.com' });
      hubspot.addSecondaryEmail(jane, 'jane.private@example.org');
      const kept = hubspot.seedContact({ email: 'kim@acme.example.com' });
      const absorbed = hubspot.seedContact({ email: 'k.lee@acme.example.com' });
      const survivor = hubspot.mergeContacts(kept, absorbed);
      const asked = [
        'jane.private@example.org',
        'jane@acme.example.com',
        'k.lee@acme.example.com',
        'new@x.example.com',
      ];
      const byEmail = await Promise.all(asked.map((email) => crm.findByEmail(email, [])));
      expect(byEmail.map((each) => each?.contactId)).toEqual([jane, jane, survivor, undefined]);

      const byId = await Promise.all([absorbed, jane, '424242'].map((id) => crm.findById(id, [])));
      expect(byId.map((each) => each?.contactId)).toEqual([survivor, jane, undefined]);
    });

    it('fail only for whom HubSpot could not answer', async () => {
      const { crm, hubspot } = setting;
      const error = {
        status: 'error',
        category: 'INTERNAL_ERROR',
        message: 'no',
        context: { ids: [address(2)] },
      };
      hubspot.fail({
        path: 'batch/read',
        times: 1,
        status: 207,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          status: 'COMPLETE',
          results: [{ id: '7', properties: { email: address(1) } }],
          errors: [error],
        }),
      });
      hubspot.seedContact({ email: address(3) });
      const [one, two, three] = await Promise.allSettled(
        [1, 2, 3].map((place) => crm.findByEmail(address(place), [])),
      );
      expect(one).toMatchObject({ status: 'fulfilled', value: { contactId: '7' } });
      expect(two).toMatchObject({
        status: 'rejected',
        reason: { details: { code: 'INTERNAL_ERROR' } },
      });
      // The answer said nothing of the third, who is asked for alone.
      expect(three).toMatchObject({ status: 'fulfilled', value: { contactId: contacts()[0]?.id } });
    });
  });

  describe('that write people', () => {
    const people = (count: number) =>
      places(count).map((place) => ({ email: address(place), firstname: 'P' }));

    it('are one for a hundred new ones, and two for one more', async () => {
      const made = await Promise.all(people(101).map((each) => setting.crm.createContact(each)));
      expect(calls().toSorted()).toEqual(['contacts', 'contacts/batch/create']);
      const idOf = new Map(contacts().map(({ id, properties }) => [properties['email'], id]));
      expect(made).toEqual(
        places(101).map((place) => ({
          created: true,
          contactId: idOf.get(address(place)),
          leftOut: [],
        })),
      );
    });

    it('tell of each what a call of its own would have told', async () => {
      const { crm, hubspot } = setting;
      const known = hubspot.seedContact({ email: address(1) });
      const results = await Promise.allSettled([
        crm.createContact({ email: address(0) }),
        crm.createContact({ email: address(1) }),
        crm.createContact({ email: address(2), nobody_set_this_up: 'x' }),
        crm.createContact({ email: 'jane.private@@acme' }),
        crm.createContact({ email: address(3), hubspot_owner_id: '999' }),
        crm.createContact({ phone: '+49 30 1' }),
      ]);
      expect(results.slice(0, 3)).toMatchObject([
        { value: { created: true, leftOut: [] } },
        { value: { created: false, existingId: known } },
        { value: { created: true, leftOut: ['nobody_set_this_up'] } },
      ]);
      expect(results.slice(3)).toMatchObject([
        {
          reason: {
            details: {
              kind: 'invalid',
              when: 'after',
              status: 400,
              words: '400 INVALID_EMAIL email',
            },
          },
        },
        {
          reason: {
            details: { kind: 'refused', when: 'after', status: 400, code: 'INVALID_OPTION' },
          },
        },
        { value: { created: true } },
      ]);
      expect(contacts()).toHaveLength(4);
    });

    it('find the bad one when HubSpot refuses all, and write the others', async () => {
      const { crm, hubspot } = setting;
      const body =
        '{"status":"error","message":"Contact already exists. Existing ID: 77","category":"CONFLICT"}';
      hubspot.fail({ method: 'POST', bodyIncludes: address(5), status: 409, body });
      const made = await Promise.all(people(20).map((each) => crm.createContact(each)));
      expect(made[5]).toEqual({ created: false, existingId: '77' });
      expect(made.filter(({ created }) => created)).toHaveLength(19);
      expect(contacts()).toHaveLength(19);
      // All, then the half with it and the half without, down to the one.
      expect(calls().length).toBeLessThanOrEqual(1 + 2 * 5);
    });

    it('may all have been done when the connection broke', async () => {
      const { crm, hubspot } = setting;
      hubspot.fail({ method: 'POST', how: 'reset', when: 'after', times: 1 });
      const results = await Promise.allSettled(people(3).map((each) => crm.createContact(each)));
      for (const result of results) {
        expect(result).toMatchObject({
          reason: { details: { kind: 'unavailable', when: 'during' } },
        });
      }
      expect(contacts()).toHaveLength(3);
      expect(calls()).toHaveLength(1);
    });

    it('may have been done where the answer says nothing of one', async () => {
      const { crm, hubspot } = setting;
      hubspot.fail({
        path: 'batch/create',
        status: 201,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          status: 'COMPLETE',
          results: [{ id: '7', properties: { email: address(0) } }],
        }),
      });
      const [first, second] = await Promise.allSettled(
        people(2).map((each) => crm.createContact(each)),
      );
      expect(first).toMatchObject({ value: { created: true, contactId: '7' } });
      expect(second).toMatchObject({
        reason: { details: { kind: 'unavailable', when: 'during', code: 'ITEM_UNANSWERED' } },
      });
    });

    it('change many at once, among them one that was merged, one that is locked and one that is gone', async () => {
      const { crm, hubspot } = setting;
      const [one = '', two = '', three = ''] = people(3).map((each) => hubspot.seedContact(each));
      const absorbed = hubspot.seedContact({ email: 'old@acme.example.com' });
      const survivor = hubspot.mergeContacts(two, absorbed);
      hubspot.lockRecord(three, 2_000);
      const results = await Promise.allSettled(
        [one, absorbed, three, '424242'].map((id) =>
          crm.updateContact(id, { company: `of ${id}` }),
        ),
      );
      expect(results).toMatchObject([
        { value: { leftOut: [] } },
        { value: { leftOut: [] } },
        {
          reason: {
            details: { kind: 'unavailable', when: 'after', status: 423, retryAfterMs: 2_000 },
          },
        },
        { reason: { details: { kind: 'invalid', status: 404, words: '404 resource not found' } } },
      ]);
      const company = (id: string) =>
        contacts().find((each) => each.id === id)?.properties['company'];
      expect([company(one), company(survivor)]).toEqual([`of ${one}`, `of ${absorbed}`]);
    });

    it('go one after another for the same contact', async () => {
      const { crm, hubspot } = setting;
      const id = hubspot.seedContact({ email: address(0) });
      await Promise.all(['A', 'B', 'C'].map((company) => crm.updateContact(id, { company })));
      expect(contacts()[0]?.properties['company']).toBe('C');
      expect(hubspot.journal.map(({ method, status }) => `${method} ${status}`)).toEqual(
        places(3).map(() => 'PATCH 200'),
      );
    });
  });

  describe('that make tasks', () => {
    it('are one for a hundred, each with its contact', async () => {
      const { crm, hubspot } = setting;
      const ids = places(100).map((place) => hubspot.seedContact({ email: address(place) }));
      const made = await Promise.all(
        ids.map((id) => crm.createTask(newTask(id, { leadId: `lead-of-${id}` }))),
      );
      expect(calls()).toEqual(['tasks/batch/create']);
      const contactOf = new Map(hubspot.state().associations.map(({ from, to }) => [from, to]));
      expect(made.map(({ taskId }) => contactOf.get(`tasks/${taskId}`))).toEqual(
        ids.map((id) => `contacts/${id}`),
      );
    });

    it('keep each other from nothing: one is there already, one’s contact is gone', async () => {
      const { crm, hubspot } = setting;
      const id = hubspot.seedContact({ email: address(0) });
      const first = await crm.createTask(newTask(id, { leadId: 'lead-1' }));
      const results = await Promise.allSettled([
        crm.createTask(newTask(id, { leadId: 'lead-1' })),
        crm.createTask(newTask('424242', { leadId: 'lead-2' })),
        crm.createTask(newTask(id, { leadId: 'lead-3' })),
      ]);
      expect(results).toMatchObject([
        { value: first },
        { reason: { details: { kind: 'invalid', when: 'after', status: 400 } } },
        { status: 'fulfilled' },
      ]);
      expect(tasks()).toHaveLength(2);
    });
  });
});

describe('The budget, while calls gather', () => {
  it('is asked once for all of them, and a long wait gives every one of them back', async () => {
    const setting = await hubspotSetting();
    setting.budgetSays.push(2_001);
    const failures = await Promise.all(
      places(30).map((place) => failureOf(setting.crm.findByEmail(address(place), []))),
    );
    for (const { details } of failures) {
      expect(details).toMatchObject({ kind: 'throttled', when: 'before', retryAfterMs: 2_001 });
    }
    expect(setting.budgetSays).toEqual([]);
    expect(failures[0]).toBeInstanceOf(SystemFailure);
    expect(setting.calls()).toEqual([]);
    await setting.close();
  });
});
