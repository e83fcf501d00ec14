import type { LeadField } from '../../lead/lead.ts';
import { onlyStated } from '../../lead/only-stated.ts';
import type { SubmittedField } from '../../lead/submission.ts';
import {
  type DecodedObject,
  type DecodedValue,
  member,
  recordOf,
  recordsOf,
  textAt,
  without,
} from './decoded-members.ts';
import { fieldsOf, flatFields } from './flat-fields.ts';
import type { FormSource, SourceReading } from './form-source.ts';

/**
 * Google Ads lead form assets (developers.google.com/google-ads/webhook/docs/implementation).
 * `column_id` is always there, `column_name` may be missing. The shared secret stands in the body
 * (`google_key`) and is never kept. "Send test data" marks its leads with `is_test`.
 */
export const googleAds: FormSource = { vendor: 'google-ads', browser: false, read };

const READ_ELSEWHERE = [
  'lead_id',
  'form_id',
  'user_column_data',
  'google_key',
  'is_test',
  'api_version',
];

const KIND_OF_COLUMN: Record<string, LeadField> = {
  FULL_NAME: 'name',
  FIRST_NAME: 'firstName',
  LAST_NAME: 'lastName',
  EMAIL: 'email',
  WORK_EMAIL: 'email',
  PHONE_NUMBER: 'phone',
  WORK_PHONE: 'phone',
  POSTAL_CODE: 'postalCode',
  CITY: 'city',
  REGION: 'region',
  COUNTRY: 'country',
  COMPANY_NAME: 'company',
  JOB_TITLE: 'jobTitle',
};

function read(body: DecodedValue): SourceReading {
  const lead = recordOf(body);
  const columns = member(lead, 'user_column_data');
  const submissionId = textAt(lead, 'lead_id');
  if (/^(?:true|1)$/i.test(textAt(lead, 'is_test') ?? '')) {
    return {
      kind: 'ignored',
      reason: 'test',
      ...onlyStated({ submissionId }),
      says: 'Test lead: answered, not routed.',
    };
  }
  if (!lead || !Array.isArray(columns)) {
    return { kind: 'unmappable', says: 'Expected Google\'s list "user_column_data", found none.' };
  }
  const formId = textAt(lead, 'form_id');
  return {
    kind: 'submission',
    submission: {
      ...onlyStated({ submissionId, formId }),
      fields: [
        ...recordsOf(columns).flatMap(columnFields),
        ...flatFields(without(lead, READ_ELSEWHERE)),
      ],
      context: {},
    },
  };
}

function columnFields(column: DecodedObject, index: number): SubmittedField[] {
  const label = textAt(column, 'column_name');
  const key = textAt(column, 'column_id') ?? label ?? `user_column_data.${index}`;
  const kind = Object.hasOwn(KIND_OF_COLUMN, key) ? KIND_OF_COLUMN[key] : undefined;
  const value = member(column, 'string_value') ?? null;
  return fieldsOf(key, value).map((each) => ({ ...each, ...onlyStated({ label, kind }) }));
}
