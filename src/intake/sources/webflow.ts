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
import { flatFields } from './flat-fields.ts';
import type { FormSource, SourceReading } from './form-source.ts';

/**
 * Webflow's `form_submission` webhook (developers.webflow.com/data/reference/all-events), v2 with
 * its `payload` envelope and v1 without. Fields are keyed by the name typed in the Designer, so a
 * renamed field changes its key. Values may be numbers: a phone number then has lost its plus sign.
 */
export const webflow: FormSource = { vendor: 'webflow', browser: false, read };

/** `site` is the site's id in v1; by that name it would be taken for the visitor's website. */
const READ_ELSEWHERE = ['id', '_id', 'formId', 'name', 'data', 'formResponse', 'schema', 'site'];

function read(body: DecodedValue): SourceReading {
  const envelope = recordOf(body);
  const triggerType = textAt(envelope, 'triggerType');
  const payload = recordOf(member(envelope, 'payload')) ?? envelope;
  const data = recordOf(member(payload, 'data')) ?? recordOf(member(payload, 'formResponse'));
  if ((triggerType !== undefined && triggerType !== 'form_submission') || !payload || !data) {
    return {
      kind: 'unmappable',
      says: `Expected Webflow's trigger "form_submission" with a "data" member, found trigger "${triggerType ?? 'none'}" ${data ? 'with' : 'without'} "data".`,
    };
  }
  const submissionId = textAt(payload, 'id', '_id');
  const formId = textAt(payload, 'formId');
  // What its Data API tells of a submission says `displayName` and `formResponse`.
  const formName = textAt(payload, 'name', 'displayName');
  const rest = payload === envelope ? without(payload, ['triggerType']) : payload;
  return {
    kind: 'submission',
    submission: {
      ...onlyStated({ submissionId, formId, formName }),
      fields: [
        ...withKinds(flatFields(data), payload),
        ...flatFields(without(rest, READ_ELSEWHERE)),
      ],
      context: {},
    },
  };
}

/** The schema names the form element: only e-mail and phone inputs say what the field is. */
function withKinds(fields: SubmittedField[], payload: DecodedObject): SubmittedField[] {
  const kinds = new Map<string, LeadField>();
  for (const element of recordsOf(member(payload, 'schema'))) {
    const name = textAt(element, 'fieldName');
    const type = textAt(element, 'fieldType') ?? '';
    if (name === undefined) continue;
    if (/email/i.test(type)) kinds.set(name, 'email');
    else if (/phone/i.test(type)) kinds.set(name, 'phone');
  }
  return fields.map((field) => {
    const kind = kinds.get(field.key);
    return kind ? { ...field, kind } : field;
  });
}
