import { OBJECT_TYPES } from './object-types.ts';
import type { StoredRecord } from './stored-record.ts';

/** What HubSpot itself keeps on a record, and answers with every write. */
export function calculatedValues(
  record: StoredRecord,
  written: Record<string, string>,
  now: number,
): Record<string, string> {
  const type = OBJECT_TYPES[record.type];
  const at = new Date(now).toISOString();
  return {
    [type.createdProperty]: new Date(record.createdAt).toISOString(),
    [type.modifiedProperty]: at,
    hs_object_id: record.id,
    hs_object_source: 'INTEGRATION',
    hs_object_source_id: '1234567',
    hs_object_source_label: 'INTEGRATION',
    ...(written['hubspot_owner_id'] && { hubspot_owner_assigneddate: at }),
    ...(written['hubspot_owner_id'] === '' && { hubspot_owner_assigneddate: '' }),
    ...(record.mergedIds.length > 0 && { hs_merged_object_ids: record.mergedIds.join(';') }),
    ...(record.type === 'contacts' && contactValues(record, written, at)),
    ...(record.type === 'deals' && dealValues(record, written)),
    ...(record.type === 'tasks' && taskValues(written, at)),
  };
}

function contactValues(
  record: StoredRecord,
  written: Record<string, string>,
  at: string,
): Record<string, string> {
  const email = record.properties['email'] ?? '';
  const stage = written['lifecyclestage'];
  return {
    hs_all_contact_vids: [record.id, ...record.mergedIds].join(';'),
    hs_email_domain: email.slice(email.indexOf('@') + 1),
    hs_additional_emails: record.secondaryEmails.join(';'),
    hs_is_contact: 'true',
    hs_is_unworked: record.properties['notes_last_contacted'] ? 'false' : 'true',
    hs_marketable_status: 'false',
    hs_pipeline: 'contacts-lifecycle-pipeline',
    ...(stage && { [`hs_lifecyclestage_${stage}_date`]: at }),
  };
}

/** A deal's date of creation may be set by hand, for deals that are older than the account. */
function dealValues(record: StoredRecord, written: Record<string, string>): Record<string, string> {
  const { dealstage, createdate, pipeline } = record.properties;
  const won = dealstage === 'closedwon';
  const lost = dealstage === 'closedlost';
  return {
    pipeline: pipeline ?? 'default',
    ...(createdate !== undefined && { createdate }),
    ...(written['dealstage'] !== undefined && {
      hs_is_closed: String(won || lost),
      hs_is_closed_won: String(won),
      hs_is_closed_lost: String(lost),
    }),
  };
}

function taskValues(written: Record<string, string>, at: string): Record<string, string> {
  const status = written['hs_task_status'];
  if (status === undefined) return {};
  const completed = status === 'COMPLETED';
  return {
    hs_task_is_completed: String(completed),
    hs_task_completion_date: completed ? at : '',
  };
}
