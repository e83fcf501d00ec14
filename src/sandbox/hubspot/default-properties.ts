import type { ObjectTypeName } from './object-types.ts';
import {
  groupNameFor,
  type PropertyDefinition,
  type PropertyOption,
} from './property-definition.ts';

/**
 * The definitions that a new portal has, as far as lead routing meets them. Each entry says only
 * what differs from a plain writable line of text.
 */
type Draft = Partial<PropertyDefinition> & { name: string };

const text = (...names: string[]): Draft[] => names.map((name) => ({ name }));
const readOnly = (drafts: Draft[]): Draft[] =>
  drafts.map((draft) => ({ ...draft, readOnlyValue: true }));
const calculated = (drafts: Draft[]): Draft[] =>
  drafts.map((draft) => ({ ...draft, readOnlyValue: true, calculated: true }));
const datetimes = (...names: string[]): Draft[] =>
  names.map((name) => ({ name, type: 'datetime', fieldType: 'date' }));
const numbers = (...names: string[]): Draft[] =>
  names.map((name) => ({ name, type: 'number', fieldType: 'number' }));
const booleans = (...names: string[]): Draft[] =>
  names.map((name) => ({
    name,
    type: 'bool',
    fieldType: 'booleancheckbox',
    options: optionsOf({ true: 'Yes', false: 'No' }),
  }));
const choice = (
  name: string,
  labels: Record<string, string>,
  more: Partial<Draft> = {},
): Draft => ({
  name,
  type: 'enumeration',
  fieldType: 'select',
  options: optionsOf(labels),
  ...more,
});
const owner = (name: string): Draft =>
  choice(name, {}, { externalOptions: true, referencedObjectType: 'OWNER' });

function optionsOf(labels: Record<string, string>): PropertyOption[] {
  return Object.entries(labels).map(([value, label], displayOrder) => ({
    label,
    value,
    displayOrder,
    hidden: false,
  }));
}

export const LIFECYCLE_STAGES: Record<string, string> = {
  subscriber: 'Subscriber',
  lead: 'Lead',
  marketingqualifiedlead: 'Marketing Qualified Lead',
  salesqualifiedlead: 'Sales Qualified Lead',
  opportunity: 'Opportunity',
  customer: 'Customer',
  evangelist: 'Evangelist',
  other: 'Other',
};

/** The pipeline that an account begins with. */
const DEAL_STAGES: Record<string, string> = {
  appointmentscheduled: 'Appointment Scheduled',
  qualifiedtobuy: 'Qualified To Buy',
  presentationscheduled: 'Presentation Scheduled',
  decisionmakerboughtin: 'Decision Maker Bought-In',
  contractsent: 'Contract Sent',
  closedwon: 'Closed Won',
  closedlost: 'Closed Lost',
};

const TRAFFIC_SOURCES: Record<string, string> = {
  ORGANIC_SEARCH: 'Organic Search',
  PAID_SEARCH: 'Paid Search',
  EMAIL_MARKETING: 'Email Marketing',
  SOCIAL_MEDIA: 'Organic Social',
  REFERRALS: 'Referrals',
  OTHER_CAMPAIGNS: 'Other Campaigns',
  DIRECT_TRAFFIC: 'Direct Traffic',
  OFFLINE: 'Offline Sources',
  PAID_SOCIAL: 'Paid Social',
};

const LEAD_STATUSES: Record<string, string> = {
  NEW: 'New',
  OPEN: 'Open',
  IN_PROGRESS: 'In Progress',
  OPEN_DEAL: 'Open Deal',
  UNQUALIFIED: 'Unqualified',
  ATTEMPTED_TO_CONTACT: 'Attempted to Contact',
  CONNECTED: 'Connected',
  BAD_TIMING: 'Bad Timing',
};

/** Kept by HubSpot for every kind of record. */
const recordKeeping: Draft[] = [
  owner('hubspot_owner_id'),
  ...readOnly([
    ...datetimes('hubspot_owner_assigneddate'),
    ...numbers('hs_object_id'),
    ...text('hs_object_source', 'hs_object_source_id', 'hs_object_source_label'),
    choice('hs_merged_object_ids', {}, { externalOptions: true, fieldType: 'checkbox' }),
    ...text('hs_unique_creation_key'),
  ]),
];

const contacts: Draft[] = [
  ...text('email', 'firstname', 'lastname', 'salutation', 'jobtitle', 'company', 'website'),
  ...text('address', 'city', 'state', 'zip', 'country', 'industry', 'annualrevenue'),
  ...text('hs_language', 'message', 'hs_google_click_id', 'hs_facebook_click_id'),
  { name: 'phone', fieldType: 'phonenumber' },
  { name: 'mobilephone', fieldType: 'phonenumber' },
  ...numbers('numemployees'),
  choice('lifecyclestage', LIFECYCLE_STAGES, { fieldType: 'radio' }),
  choice('hs_lead_status', LEAD_STATUSES, { fieldType: 'radio' }),
  choice('hs_analytics_source', TRAFFIC_SOURCES),
  choice('hs_latest_source', TRAFFIC_SOURCES),
  choice(
    'hs_legal_basis',
    {
      'Legitimate interest – prospect/lead': 'Legitimate interest – prospect/lead',
      'Legitimate interest – existing customer': 'Legitimate interest – existing customer',
      'Performance of a contract': 'Performance of a contract',
      'Freely given consent from contact': 'Freely given consent from contact',
      'Not applicable': 'Not applicable',
    },
    { fieldType: 'checkbox' },
  ),
  ...readOnly([
    ...datetimes('createdate', 'lastmodifieddate', 'hs_analytics_first_timestamp'),
    ...text('hs_analytics_source_data_1', 'hs_analytics_source_data_2'),
    ...text(
      'hs_analytics_first_url',
      'hs_analytics_first_referrer',
      'recent_conversion_event_name',
    ),
    ...text('hs_all_contact_vids', 'hs_pipeline', 'ip_country', 'ip_city'),
    ...datetimes('notes_last_contacted', 'notes_last_updated', 'hs_last_sales_activity_timestamp'),
    ...datetimes('hs_first_outreach_date', 'hs_sa_first_engagement_date', 'recent_conversion_date'),
    ...numbers('num_contacted_notes', 'hs_time_to_first_engagement'),
    ...booleans('hs_is_contact', 'hs_is_unworked', 'hs_email_optout', 'hs_marketable_status'),
  ]),
  ...calculated([
    ...text('hs_additional_emails', 'hs_email_domain'),
    ...datetimes(
      ...Object.keys(LIFECYCLE_STAGES).map((stage) => `hs_lifecyclestage_${stage}_date`),
    ),
  ]),
];

const companies: Draft[] = [
  ...text('name', 'domain', 'website', 'city', 'state', 'zip', 'country', 'description'),
  { name: 'phone', fieldType: 'phonenumber' },
  choice('lifecyclestage', LIFECYCLE_STAGES, { fieldType: 'radio' }),
  ...numbers('numberofemployees', 'annualrevenue'),
  ...readOnly([
    ...datetimes('createdate', 'hs_lastmodifieddate', 'notes_last_contacted'),
    ...numbers('num_associated_contacts'),
  ]),
];

const deals: Draft[] = [
  ...text('dealname', 'description'),
  choice('dealstage', DEAL_STAGES, { fieldType: 'radio' }),
  choice('pipeline', { default: 'Sales Pipeline' }),
  ...numbers('amount'),
  ...datetimes('closedate', 'createdate'),
  ...readOnly(datetimes('hs_lastmodifieddate')),
  ...calculated(booleans('hs_is_closed', 'hs_is_closed_won', 'hs_is_closed_lost')),
];

const engagements: Draft[] = [
  ...datetimes('hs_timestamp'),
  choice('hs_queue_membership_ids', {}, { externalOptions: true, fieldType: 'checkbox' }),
  ...readOnly(datetimes('hs_createdate', 'hs_lastmodifieddate')),
];

const tasks: Draft[] = [
  ...engagements,
  ...text('hs_task_subject'),
  { name: 'hs_task_body', fieldType: 'html' },
  choice('hs_task_status', {
    NOT_STARTED: 'Not started',
    IN_PROGRESS: 'In progress',
    WAITING: 'Waiting',
    DEFERRED: 'Deferred',
    COMPLETED: 'Completed',
  }),
  choice('hs_task_priority', { LOW: 'Low', MEDIUM: 'Medium', HIGH: 'High' }),
  choice('hs_task_type', { EMAIL: 'Email', CALL: 'Call', TODO: 'To-do' }),
  choice('hs_task_reminders', {}, { externalOptions: true, fieldType: 'checkbox' }),
  ...readOnly(datetimes('hs_task_completion_date')),
  ...calculated(booleans('hs_task_is_completed')),
];

const notes: Draft[] = [
  ...engagements,
  { name: 'hs_note_body', fieldType: 'html' },
  choice('hs_attachment_ids', {}, { externalOptions: true, fieldType: 'checkbox' }),
];

/** `now` in milliseconds since 1970 becomes the definitions' age. */
export function defaultProperties(
  now: number,
): Record<ObjectTypeName, Map<string, PropertyDefinition>> {
  const drafts: Record<ObjectTypeName, Draft[]> = { contacts, companies, deals, tasks, notes };
  const filled = (type: ObjectTypeName) =>
    new Map(
      [...drafts[type], ...recordKeeping].map((draft) => [
        draft.name,
        definitionOf(groupNameFor[type], draft, now),
      ]),
    );
  return {
    contacts: filled('contacts'),
    companies: filled('companies'),
    deals: filled('deals'),
    tasks: filled('tasks'),
    notes: filled('notes'),
  };
}

function definitionOf(groupName: string, draft: Draft, now: number): PropertyDefinition {
  return {
    label: draft.name,
    type: 'string',
    fieldType: 'text',
    groupName,
    description: '',
    options: [],
    displayOrder: -1,
    calculated: false,
    externalOptions: false,
    hasUniqueValue: draft.name === 'hs_object_id',
    hidden: false,
    formField: draft.readOnlyValue !== true,
    hubspotDefined: true,
    readOnlyValue: false,
    createdAt: now,
    updatedAt: now,
    ...draft,
  };
}
