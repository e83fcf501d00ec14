import {
  type DecodedObject,
  member,
  recordOf,
  recordsOf,
  textAt,
  textsOf,
} from './decoded-members.ts';
import type { IgnoredReason } from './form-source.ts';

/**
 * A sender that posts through `vendor: json` and whose body is known by members that nobody else
 * has: which id its retries share, what it sends that is no lead, and what in it tells of others.
 */
export type KnownSender = {
  fits: (body: DecodedObject) => boolean;
  /** The same whenever the same submission is sent again. */
  submissionId?: (body: DecodedObject) => string | undefined;
  notALead?: (body: DecodedObject) => NotALead | undefined;
  /** Keys of what tells of the host of a meeting, the site or its staff. */
  ofOthers?: RegExp;
};

type NotALead = { reason: IgnoredReason; says: string };

export function knownSender(body: DecodedObject): KnownSender | undefined {
  return KNOWN_SENDERS.find(({ fits }) => fits(body));
}

const payloadOf = (body: DecodedObject) => recordOf(member(body, 'payload'));

/** Cal.com: a booking has one uid, whatever happens to it (docs, "Webhooks"). */
const calCom: KnownSender = {
  fits: (body) =>
    CAL_COM_EVENT.test(textAt(body, 'triggerEvent') ?? '') &&
    (payloadOf(body) !== undefined || Array.isArray(member(body, 'attendees'))),
  submissionId: (body) => {
    const uid = textAt(payloadOf(body), 'uid');
    return uid === undefined ? undefined : `${uid}:${textAt(body, 'triggerEvent')}`;
  },
  notALead: (body) => {
    const event = textAt(body, 'triggerEvent') ?? '';
    if (event === 'PING') return { reason: 'ping', says: 'A ping of Cal.com: answered.' };
    if (event === 'BOOKING_RESCHEDULED') return RESCHEDULE;
    return CAL_COM_AFTERWARDS.test(event) ? otherEvent(event) : undefined;
  },
  ofOthers: /^payload\.(?:organizer|destinationCalendar|team|eventType|responses\.guests)\b/,
};

const CAL_COM_EVENT = /^(?:PING|(?:BOOKING|MEETING|RECORDING|FORM|OOO|INSTANT|AFTER)_[A-Z_]+)$/;

/** What tells how a booking went on. An event that is not listed here is taken for a request. */
const CAL_COM_AFTERWARDS =
  /^(?:BOOKING_(?:CANCELLED|REJECTED|NO_SHOW_UPDATED|PAYMENT_INITIATED)|MEETING_\w+|RECORDING_\w+|OOO_CREATED|AFTER_\w+_NO_SHOW)$/;

/** Calendly: a reschedule is a cancellation and a new invitee who names the old one. */
const calendly: KnownSender = {
  fits: (body) =>
    /^(?:invitee|invitee_no_show|routing_form_submission)\.\w+$/.test(
      textAt(body, 'event') ?? '',
    ) && payloadOf(body) !== undefined,
  submissionId: (body) => textAt(payloadOf(body), 'uri'),
  notALead: (body) => {
    const event = textAt(body, 'event') ?? '';
    const payload = payloadOf(body);
    if (textAt(payload, 'old_invitee') !== undefined) return RESCHEDULE;
    if (event === 'invitee.canceled' && textAt(payload, 'rescheduled') === 'true') {
      return RESCHEDULE;
    }
    return event.endsWith('.created') && !event.startsWith('invitee_no_show')
      ? undefined
      : otherEvent(event);
  },
  ofOthers: /^payload\.(?:scheduled_event|cancellation|routing_form_submission)\b/,
};

/** LinkedIn names a lead by its URN only; the same one may come several times. */
const linkedIn: KnownSender = {
  fits: (body) => textAt(body, 'leadGenFormResponse') !== undefined,
  submissionId: (body) => {
    const response = textAt(body, 'leadGenFormResponse');
    const occurredAt = textAt(body, 'occurredAt');
    return occurredAt === undefined ? response : `${response}:${occurredAt}`;
  },
  notALead: (body) =>
    textAt(body, 'leadAction') === 'DELETED'
      ? {
          reason: 'deleted',
          says: 'LinkedIn says that this person had the lead deleted: erase what is kept of them.',
        }
      : undefined,
};

/** A lead of Meta's as its Graph API tells it, by way of a workflow tool. */
const metaLead: KnownSender = {
  fits: (body) => Array.isArray(member(body, 'field_data')),
  submissionId: (body) => textAt(body, 'id', 'leadgen_id'),
  notALead: (body) =>
    recordsOf(member(body, 'field_data')).some((field) =>
      textsOf(member(field, 'values')).some((value) => value.startsWith('<test lead: dummy data')),
    )
      ? { reason: 'test', says: "A test lead of Meta's: answered, not routed." }
      : undefined,
};

/** Meta's own notice: ids of leads, and of whatever else happened on the page. */
const metaNotice: KnownSender = {
  fits: (body) => textAt(body, 'object') === 'page' && Array.isArray(member(body, 'entry')),
  submissionId: (body) => leadgenIds(body).join(',') || undefined,
  notALead: (body) => {
    const entries = recordsOf(member(body, 'entry'));
    return entries.length > 0 && entries.every(hasNoLead) ? otherEvent('of the page') : undefined;
  },
};

function leadgenIds(body: DecodedObject): string[] {
  return recordsOf(member(body, 'entry'))
    .flatMap((entry) => recordsOf(member(entry, 'changes')))
    .map((change) => textAt(recordOf(member(change, 'value')), 'leadgen_id'))
    .filter((id) => id !== undefined);
}

function hasNoLead(entry: DecodedObject): boolean {
  const changes = recordsOf(member(entry, 'changes'));
  return changes.length > 0 && changes.every((each) => textAt(each, 'field') !== 'leadgen');
}

/** Netlify Forms, also as its functions are given it: `{payload, site}`. */
const netlify: KnownSender = {
  fits: (body) => Array.isArray(member(payloadOf(body) ?? body, 'ordered_human_fields')),
  submissionId: (body) => textAt(payloadOf(body) ?? body, 'id'),
  ofOthers: /^site\./,
};

/** Google Forms by way of an Apps Script. */
const googleForms: KnownSender = {
  fits: (body) => recordOf(member(body, 'namedValues')) !== undefined,
  submissionId: (body) => textAt(body, 'responseId'),
};

/** Cognito Forms: `12-42` is entry 42 of form 12. */
const cognito: KnownSender = {
  fits: (body) =>
    textAt(recordOf(member(body, 'Form')), 'Id') !== undefined &&
    textAt(recordOf(member(body, 'Entry')), 'Number') !== undefined,
  submissionId: (body) => textAt(body, 'Id'),
  ofOthers: /^(?:Form|Entry\.User)\./,
};

/** Fluent Forms: its entry names the WordPress user who was logged in. */
const fluentForms: KnownSender = {
  fits: (body) => recordOf(member(body, '__submission')) !== undefined,
  submissionId: (body) => textAt(recordOf(member(body, '__submission')), 'id'),
  ofOthers: /^__submission\.user\./,
};

/** A contact as HubSpot's workflows send it. It may come again, for another form. */
const hubSpot: KnownSender = {
  fits: (body) =>
    textAt(body, 'vid') !== undefined && recordOf(member(body, 'properties')) !== undefined,
  ofOthers: /^associated-(?:company|owner)\b/,
};

const KNOWN_SENDERS: readonly KnownSender[] = [
  calCom,
  calendly,
  linkedIn,
  metaLead,
  metaNotice,
  netlify,
  googleForms,
  cognito,
  fluentForms,
  hubSpot,
];

const RESCHEDULE: NotALead = {
  reason: 'reschedule',
  says: 'A meeting was moved: the person who booked it is a lead already.',
};

function otherEvent(event: string): NotALead {
  return {
    reason: 'other_event',
    says: `An event "${event.slice(0, 60)}", by which nobody asks for anything.`,
  };
}
