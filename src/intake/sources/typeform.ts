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
  textOf,
  textsOf,
  without,
} from './decoded-members.ts';
import { fieldsOf, flatFields } from './flat-fields.ts';
import type { FormSource, SourceReading } from './form-source.ts';

/**
 * Typeform's webhook (typeform.com/developers/webhooks/example-payload). Answers are keyed by
 * their field's `ref`, which stays when a question is reworded; the question is the label. The
 * response's token is the submission id, the same in every retry. Hidden fields carry the campaign.
 */
export const typeform: FormSource = { vendor: 'typeform', browser: false, read };

const READ_ELSEWHERE = ['form_id', 'token', 'definition', 'answers', 'hidden', 'variables'];

const KIND_OF_ANSWER: Record<string, LeadField> = { email: 'email', phone_number: 'phone' };

function read(body: DecodedValue): SourceReading {
  // Pipedream passes the webhook on inside an event of its own.
  const envelope = recordOf(member(recordOf(body), 'raw_webhook_event')) ?? recordOf(body);
  const response = recordOf(member(envelope, 'form_response'));
  const eventType = textAt(envelope, 'event_type');
  const token = textAt(response, 'token');
  if (eventType?.includes('partial')) {
    return {
      kind: 'ignored',
      reason: 'partial',
      ...onlyStated({ submissionId: token }),
      says: 'A partial response: the visitor has not sent the form yet.',
    };
  }
  if (!response) {
    return {
      kind: 'unmappable',
      says: `Expected Typeform's "form_response" member, found event type "${eventType ?? 'none'}".`,
    };
  }
  const definition = recordOf(member(response, 'definition'));
  const formId = textAt(response, 'form_id') ?? textAt(definition, 'id');
  const formName = textAt(definition, 'title');
  return {
    kind: 'submission',
    submission: {
      ...onlyStated({ submissionId: token, formId, formName }),
      fields: [
        ...answerFields(response, questionTitles(definition)),
        ...flatFields(recordOf(member(response, 'hidden')) ?? {}),
        ...variableFields(response),
        ...flatFields(without(response, READ_ELSEWHERE)),
      ],
      context: {},
    },
  };
}

/** Question titles by field id and by ref; the parts of a question group have their own. */
function questionTitles(definition: DecodedObject | undefined): Map<string, string> {
  const titles = new Map<string, string>();
  const open = recordsOf(member(definition, 'fields'));
  for (let field = open.shift(); field; field = open.shift()) {
    const title = asAsked(textAt(field, 'title'));
    for (const name of [textAt(field, 'id'), textAt(field, 'ref')]) {
      if (name !== undefined && title !== undefined) titles.set(name, title);
    }
    open.push(...recordsOf(member(recordOf(member(field, 'properties')), 'fields')));
  }
  return titles;
}

/**
 * Without what Typeform puts earlier answers and hidden fields in for: "You came from
 * {{hidden:utm_source}}, why?" asks for no campaign.
 */
function asAsked(title: string | undefined): string | undefined {
  return title?.replaceAll(/\{\{[^{}]*\}\}/g, '').trim() || undefined;
}

function answerFields(response: DecodedObject, titles: Map<string, string>): SubmittedField[] {
  return recordsOf(member(response, 'answers')).flatMap((answer, index) => {
    const field = recordOf(member(answer, 'field'));
    const id = textAt(field, 'id');
    const ref = textAt(field, 'ref');
    const title = asAsked(textAt(field, 'title')) ?? titles.get(id ?? '') ?? titles.get(ref ?? '');
    const type = textAt(answer, 'type') ?? '';
    const kind = Object.hasOwn(KIND_OF_ANSWER, type) ? KIND_OF_ANSWER[type] : undefined;
    // A payment names the holder of the card, who need not be the visitor.
    const ofOthers = type === 'payment' ? (true as const) : undefined;
    return answered(ref ?? id ?? `answer.${index}`, type, answer).map((each) => ({
      ...each,
      ...onlyStated({ label: title, kind, ofOthers }),
    }));
  });
}

/** The value stands under the name of the answer's type; choices are read as what was chosen. */
function answered(key: string, type: string, answer: DecodedObject): SubmittedField[] {
  const value = member(answer, type);
  const chosen = recordOf(value);
  if (type === 'choice' && chosen) {
    return [{ key, value: textAt(chosen, 'label', 'other') ?? '' }];
  }
  if (type === 'choices' && chosen) {
    const other = textOf(member(chosen, 'other'));
    const labels = textsOf(member(chosen, 'labels'));
    return [{ key, value: other === undefined ? labels : [...labels, other] }];
  }
  return value === undefined ? [] : fieldsOf(key, value);
}

/**
 * Under a key that is no path: a variable called "name" or "company" is the form's own reckoning
 * and must not be taken for what the visitor said.
 */
function variableFields(response: DecodedObject): SubmittedField[] {
  return recordsOf(member(response, 'variables')).flatMap((variable) => {
    const key = textAt(variable, 'key');
    const value = member(variable, textAt(variable, 'type') ?? '');
    return key === undefined || value === undefined ? [] : fieldsOf(`variables-${key}`, value);
  });
}
