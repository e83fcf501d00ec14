import type { LeadField } from '../../lead/lead.ts';
import { onlyStated } from '../../lead/only-stated.ts';
import type { SubmittedField } from '../../lead/submission.ts';
import {
  type DecodedObject,
  type DecodedValue,
  recordOf,
  textAt,
  without,
} from './decoded-members.ts';
import { flatFields } from './flat-fields.ts';
import type { FormSource, SourceReading } from './form-source.ts';

/**
 * Gravity Forms' Webhooks add-on (docs.gravityforms.com/webhooks-feed-meta). "All fields" posts the
 * entry with numeric field ids (`1.3` is a part of field 1), "select fields" posts keys of the
 * user's own. Entry ids are unique in a site only together with the form, so both make the id.
 */
export const gravityForms: FormSource = { vendor: 'gravity-forms', browser: false, read };

const READ_ELSEWHERE = ['id', 'form_id', 'form_title', 'ip', 'user_agent'];

/** What Gravity Forms itself writes into every entry: about the entry, not of the visitor. The page
 * (`source_url`) stays a field, so that the campaign in it is known to come from there. */
const BOOKKEEPING = [
  'post_id',
  'date_created',
  'date_updated',
  'is_starred',
  'is_read',
  'is_approved',
  'is_fulfilled',
  'source_id',
  'currency',
  'payment_status',
  'payment_date',
  'payment_amount',
  'payment_method',
  'transaction_id',
  'transaction_type',
  'created_by',
  'status',
  'submission_speeds',
];

function read(body: DecodedValue): SourceReading {
  const entry = recordOf(body);
  const fields = entry ? flatFields(without(entry, notAnswered(entry))) : [];
  if (!entry || fields.length === 0) {
    return { kind: 'unmappable', says: 'Expected the entry of a Gravity Forms form, found none.' };
  }
  const formId = textAt(entry, 'form_id');
  // With "select fields" the entry's number comes under a key that the user chose: mostly this one.
  const entryId = textAt(entry, 'entry_id', 'id');
  return {
    kind: 'submission',
    submission: {
      ...onlyStated({
        submissionId: formId && entryId ? `${formId}:${entryId}` : entryId,
        formId,
        formName: textAt(entry, 'form_title'),
      }),
      fields: withKinds(fields),
      context: onlyStated({
        ip: textAt(entry, 'ip'),
        userAgent: textAt(entry, 'user_agent'),
      }),
    },
  };
}

/** Among keys that the user chose, `status` or `currency` is a question like any other. */
function notAnswered(entry: DecodedObject): string[] {
  const whole = Object.keys(entry).some((key) => /^\d+(?:\.\d+)?$/.test(key));
  return whole ? [...READ_ELSEWHERE, ...BOOKKEEPING] : READ_ELSEWHERE;
}

/** Parts of a name field: prefix, first, middle, last, suffix. No other field has just these. */
const NAME_PARTS = new Set(['2', '3', '4', '6', '8']);
const KIND_OF_NAME_PART: Record<string, LeadField> = { '3': 'firstName', '6': 'lastName' };
const PART = /^(\d+)\.(\d+)$/;

/** No longer address is valid (RFC 5321). */
const EMAIL_LENGTH_MAX = 254;

/**
 * Numeric ids say nothing by themselves. Two things can be told without the form's definition: the
 * parts of a name, by the numbers that only a name field has, and the e-mail address, if just one
 * field holds one. For the rest there is `fields:` in sources.yaml, which wins over both.
 */
function withKinds(fields: SubmittedField[]): SubmittedField[] {
  const partsOf = new Map<string, string[]>();
  for (const { key } of fields) {
    const [, id, part] = PART.exec(key) ?? [];
    if (id !== undefined && part !== undefined) partsOf.set(id, [...(partsOf.get(id) ?? []), part]);
  }
  const emails = fields.filter((each) => /^\d+$/.test(each.key) && isEmailLike(each.value));
  return fields.map((field) => {
    if (emails.length === 1 && field === emails[0]) return { ...field, kind: 'email' };
    const [, id = '', part = ''] = PART.exec(field.key) ?? [];
    const kind = isName(partsOf.get(id) ?? []) ? KIND_OF_NAME_PART[part] : undefined;
    return { ...field, ...onlyStated({ kind }) };
  });
}

function isName(parts: string[]): boolean {
  return parts.includes('3') && parts.includes('6') && parts.every((each) => NAME_PARTS.has(each));
}

function isEmailLike(value: string | string[]): boolean {
  if (typeof value !== 'string' || value.length > EMAIL_LENGTH_MAX) return false;
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value.trim());
}
