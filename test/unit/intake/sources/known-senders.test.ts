import { describe, expect, it } from '@jest/globals';
import { jsonSample, leadOf, reading, submissionOf } from './sample.ts';

const calCom = (triggerEvent: string, payload: object = {}) =>
  jsonSample({
    triggerEvent,
    createdAt: '2026-02-01T09:00:00Z',
    payload: {
      uid: 'bFJeNb2u',
      organizer: { name: 'Host One', email: 'host@us.example', timeZone: 'Europe/Berlin' },
      responses: {
        name: { label: 'your_name', value: { firstName: 'Ann', lastName: 'Lee' } },
        email: { label: 'email_address', value: 'ann@x.example' },
        guests: { label: 'additional_guests', value: ['guest@x.example'] },
      },
      attendees: [{ name: 'Ann Lee', email: 'ann@x.example', timeZone: 'Europe/Amsterdam' }],
      ...payload,
    },
  });

describe('Cal.com', () => {
  it('makes a lead of who booked, not of the host', async () => {
    const { lead, problems } = await leadOf('json', calCom('BOOKING_CREATED'));
    expect(problems).toEqual([]);
    expect(lead).toMatchObject({
      submission: { id: 'bFJeNb2u:BOOKING_CREATED' },
      person: { email: { normalised: 'ann@x.example' }, fullName: 'Ann Lee', lastName: 'Lee' },
      visitor: { timeZone: 'Europe/Amsterdam' },
      extra: { 'payload.organizer.email': 'host@us.example' },
    });
  });

  it.each([
    ['PING', 'ping'],
    ['BOOKING_RESCHEDULED', 'reschedule'],
    ['BOOKING_CANCELLED', 'other_event'],
    ['MEETING_ENDED', 'other_event'],
    ['RECORDING_TRANSCRIPTION_GENERATED', 'other_event'],
  ])('takes %s for no lead', async (event, reason) => {
    expect(await reading('json', calCom(event))).toMatchObject({ kind: 'ignored', reason });
  });

  it.each(['BOOKING_REQUESTED', 'FORM_SUBMITTED', 'SOMETHING_NEW'])(
    'loses no lead that comes with %s',
    async (event) => {
      expect(await reading('json', calCom(event))).toMatchObject({ kind: 'submission' });
    },
  );
});

const calendly = (event: string, payload: object = {}) =>
  jsonSample({
    event,
    created_by: 'https://api.calendly.com/users/A',
    payload: {
      email: 'inv@acme.example',
      name: 'Inv Itee',
      uri: 'https://api.calendly.com/scheduled_events/A/invitees/B',
      old_invitee: null,
      rescheduled: false,
      timezone: 'Europe/Berlin',
      questions_and_answers: [
        { question: 'Phone number', answer: '+49 30 1234567', position: 0 },
        { question: 'Company', answer: 'Acme', position: 1 },
      ],
      tracking: { utm_source: 'google', utm_term: null },
      scheduled_event: { event_memberships: [{ user_email: 'host@us.example' }] },
      ...payload,
    },
  });

describe('Calendly', () => {
  it('reads the answers by their questions, and the campaign', async () => {
    const { lead } = await leadOf('json', calendly('invitee.created'));
    expect(lead).toMatchObject({
      submission: { id: 'https://api.calendly.com/scheduled_events/A/invitees/B' },
      person: { fullName: 'Inv Itee', phone: { e164: '+49301234567' }, company: 'Acme' },
      attribution: { utm: { utm_source: 'google' } },
    });
  });

  it.each([
    ['invitee.created', { old_invitee: 'https://api.calendly.com/x' }, 'reschedule'],
    ['invitee.canceled', { rescheduled: true }, 'reschedule'],
    ['invitee.canceled', {}, 'other_event'],
    ['invitee_no_show.created', {}, 'other_event'],
  ])('takes %s with %j for no lead', async (event, payload, reason) => {
    const read = await reading('json', calendly(event, payload));
    expect(read).toMatchObject({ kind: 'ignored', reason });
  });

  it('makes a lead of a routing form', async () => {
    const questions = [{ question_uuid: 'u', question: 'Work email', answer: 'r@acme.example' }];
    const given = calendly('routing_form_submission.created', {
      email: undefined,
      questions_and_answers: questions,
    });
    expect((await leadOf('json', given)).lead.person.email?.normalised).toBe('r@acme.example');
  });
});

describe('LinkedIn and Meta', () => {
  it('knows a repeated LinkedIn notice, and one that a lead was deleted', async () => {
    const notice = { leadGenFormResponse: 'urn:li:x:1', leadAction: 'CREATED', occurredAt: 17 };
    expect((await submissionOf('json', jsonSample(notice))).submissionId).toBe('urn:li:x:1:17');
    expect(await reading('json', jsonSample({ ...notice, leadAction: 'DELETED' }))).toMatchObject({
      kind: 'ignored',
      reason: 'deleted',
    });
  });

  it("names a Meta lead by its id, and takes Meta's test lead for no lead", async () => {
    const lead = (name: string) =>
      jsonSample({ id: '1745188012345678', field_data: [{ name: 'full_name', values: [name] }] });
    expect((await submissionOf('json', lead('Tim Example'))).submissionId).toBe('1745188012345678');
    expect(await reading('json', lead('<test lead: dummy data for full_name>'))).toMatchObject({
      kind: 'ignored',
      reason: 'test',
    });
  });
});

describe("Meta's notices", () => {
  const notice = (changes: object[]) =>
    jsonSample({ object: 'page', entry: [{ id: '1', time: 1438292065, changes }] });

  it('knows a repeated notice by the ids of its leads', async () => {
    const change = (id: string) => ({ field: 'leadgen', value: { leadgen_id: id } });
    const feed = { field: 'feed', value: { item: 'post' } };
    const given = notice([change('99999999999999999999'), feed, change('17')]);
    expect((await submissionOf('json', given)).submissionId).toBe('99999999999999999999,17');
  });

  it('takes what else happened on the page for no lead', async () => {
    const read = await reading('json', notice([{ field: 'feed', value: { item: 'post' } }]));
    expect(read).toMatchObject({ kind: 'ignored', reason: 'other_event' });
  });
});

describe('A sender of your own', () => {
  it.each([
    { triggerEvent: 'DEMO_REQUEST', payload: { uid: 'user-1' } },
    { event: 'lead.created', payload: { uri: 'user-1', old_invitee: 'x' } },
    { object: 'page', entry: [] },
    { Form: { name: 'x' }, Entry: { status: 'new' }, Id: 'customer-7' },
  ])('is not taken for a known one: %j', async (body) => {
    const given = jsonSample({ ...body, email: 'a@x.example' });
    expect((await submissionOf('json', given)).submissionId).toBeUndefined();
  });
});

describe('Form builders that post JSON', () => {
  it('knows the campaign in the numbered fields of Wix', async () => {
    const fields = { 'field:email_9a1b': 'a@x.example', 'field:utm_source_aa11': 'google' };
    const { lead } = await leadOf('json', jsonSample({ data: { submissionId: 's', ...fields } }));
    expect(lead.submission.id).toBe('s');
    expect(lead.attribution.utm).toEqual({ utm_source: 'google' });
  });

  it('knows the page by the mail tag of Contact Form 7', async () => {
    const page = 'https://x.example/contact/?utm_source=a';
    const { lead } = await leadOf('json', jsonSample({ 'your-email': 'a@x.example', _url: page }));
    expect(lead.attribution).toMatchObject({ pageUrl: page, utm: { utm_source: 'a' } });
  });

  it('does not take the name of a file for the name of a person', async () => {
    const cv = { title: 'CV', key: 'cv', value: [{ name: 'a.pdf', url: 'https://f.example/a' }] };
    const email = { title: 'Email', key: 'e', value: 'a@x.example' };
    const { lead } = await leadOf('json', jsonSample({ data: [email, cv] }));
    expect(lead.person.fullName).toBeUndefined();
    expect(lead.extra).toMatchObject({ 'data.cv.0.name': 'a.pdf' });
  });

  it('does not take the owner of a Netlify site for the company of the visitor', async () => {
    const payload = {
      id: '614d2b91',
      form_id: 'f1',
      form_name: 'contact',
      data: { email: 'a@x.example', referrer: 'https://x.example/?utm_source=g' },
      ordered_human_fields: [{ title: 'Email', name: 'email', value: 'a@x.example' }],
    };
    const given = jsonSample({ payload, site: { account_name: 'Our Team' } });
    const { lead } = await leadOf('json', given);
    expect(lead.submission).toEqual({ id: '614d2b91', formId: 'f1', formName: 'contact' });
    expect(lead.person.company).toBeUndefined();
    expect(lead.extra).toMatchObject({ 'site.account_name': 'Our Team' });
  });

  it('does not take the WordPress user of a Fluent Forms entry for the visitor', async () => {
    const entry = { id: '77', user: { name: 'admin', email: 'admin@us.example' } };
    const names = { first_name: 'Ann', last_name: 'Lee' };
    const given = jsonSample({ names, email: 'a@x.example', __submission: entry });
    const { lead } = await leadOf('json', given);
    expect(lead.submission.id).toBe('77');
    expect(lead.person).toMatchObject({
      fullName: 'Ann Lee',
      email: { normalised: 'a@x.example' },
    });
  });

  it('names an entry of Google Forms and of Cognito by their own ids', async () => {
    const google = { responseId: '2_AB', namedValues: { 'Work email': ['a@x.example'] } };
    expect((await submissionOf('json', jsonSample(google))).submissionId).toBe('2_AB');
    const cognito = {
      Form: { Id: '12' },
      Entry: { Number: 42 },
      Id: '12-42',
      Email: 'a@x.example',
    };
    expect((await submissionOf('json', jsonSample(cognito))).submissionId).toBe('12-42');
  });

  it("reads a contact of HubSpot's with the history of its properties", async () => {
    const property = (value: string) => ({ value, versions: [{ value, timestamp: 1 }] });
    const properties = {
      email: property('hub@x.example'),
      firstname: property('Hub'),
      hs_google_click_id: property('TeSt'),
    };
    const company = { properties: { name: { value: 'Acme Inc' } } };
    const given = jsonSample({ vid: 101, properties, 'associated-company': company });
    const { lead, problems } = await leadOf('json', given);
    expect(problems).toEqual([]);
    expect(lead).toMatchObject({
      person: { email: { normalised: 'hub@x.example' }, fullName: 'Hub' },
      attribution: { clickIds: { gclid: 'TeSt' } },
      extra: { 'properties.email.versions.0.timestamp': '1' },
    });
  });
});
