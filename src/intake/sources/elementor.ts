import { isIP } from 'node:net';
import type { LeadField } from '../../lead/lead.ts';
import { onlyStated } from '../../lead/only-stated.ts';
import type { ReadSubmission, SubmittedField } from '../../lead/submission.ts';
import { unbracketed } from './bracketed-keys.ts';
import {
  type DecodedObject,
  type DecodedValue,
  member,
  recordOf,
  textAt,
  textOf,
  without,
} from './decoded-members.ts';
import { fieldsOf, flatFields } from './flat-fields.ts';
import type { FormSource, SourceReading } from './form-source.ts';

/**
 * Elementor Pro's form webhook, urlencoded. With "advanced data" it sends `form[..]`,
 * `fields[<id>][..]` and `meta[<id>][..]`; without, the visible labels are the keys. It has no
 * submission id, no signature and no retry: any answer but 200 shows the visitor an error.
 */
export const elementor: FormSource = { vendor: 'elementor', browser: false, read };

const KIND_OF_TYPE: Record<string, LeadField> = { email: 'email', tel: 'phone' };

/** Widgets of the form that hold no answer of the visitor. */
const NOT_AN_ANSWER = new Set(['recaptcha', 'recaptcha_v3', 'step', 'html']);

/** Date and time are localised text and never read; the credit is Elementor's own name. */
const META_READ_ELSEWHERE = ['page_url', 'user_agent', 'remote_ip', 'date', 'time', 'credit'];

function read(body: DecodedValue): SourceReading {
  const literal = recordOf(body);
  if (!literal || Object.keys(literal).length === 0) {
    return { kind: 'unmappable', says: 'Expected the fields of an Elementor form, found none.' };
  }
  const nested = unbracketed(literal);
  const answers = member(nested, 'fields');
  return {
    kind: 'submission',
    submission: isTree(answers) ? advanced(nested, answers) : simple(literal),
  };
}

function advanced(body: DecodedObject, answers: DecodedObject | DecodedValue[]): ReadSubmission {
  const form = recordOf(member(body, 'form'));
  const meta = recordOf(member(body, 'meta')) ?? {};
  const metaText = (key: string) => {
    const entry = member(meta, key);
    return textAt(recordOf(entry), 'value') ?? textOf(entry);
  };
  return {
    ...onlyStated({
      formId: textAt(form, 'id') ?? textAt(body, 'form_id'),
      formName: textAt(form, 'name') ?? textAt(body, 'form_name'),
    }),
    fields: [
      ...Object.entries(answers).flatMap(([id, answer]) => answerFields(id, answer)),
      ...Object.entries(without(meta, META_READ_ELSEWHERE)).flatMap(([key, entry]) =>
        fieldsOf(`meta.${key}`, member(recordOf(entry), 'value') ?? entry),
      ),
      ...flatFields(without(form ?? {}, ['id', 'name']), 'form.'),
      ...flatFields(without(body, ['form', 'fields', 'meta', 'form_id', 'form_name'])),
    ],
    context: onlyStated({
      pageUrl: metaText('page_url'),
      userAgent: metaText('user_agent'),
      ip: metaText('remote_ip'),
    }),
  };
}

/** A record by field id, or a list where the ids count from 0. */
function isTree(value: DecodedValue | undefined): value is DecodedObject | DecodedValue[] {
  return typeof value === 'object' && value !== null;
}

function answerFields(id: string, answer: DecodedValue): SubmittedField[] {
  const field = recordOf(answer);
  if (!field) return fieldsOf(id, answer);
  const type = textAt(field, 'type') ?? '';
  if (NOT_AN_ANSWER.has(type)) return [];
  const kind = Object.hasOwn(KIND_OF_TYPE, type) ? KIND_OF_TYPE[type] : undefined;
  const value = member(field, 'value') ?? member(field, 'raw_value') ?? null;
  return fieldsOf(textAt(field, 'id') ?? id, value).map((each) => ({
    ...each,
    ...onlyStated({ label: textAt(field, 'title'), kind }),
  }));
}

/**
 * The labels of the visit's own rows (page, browser, address) come in the site's language, so they
 * are known by what stands in them and by their order: the page URL right before the browser's
 * name, the address right after it.
 */
function simple(body: DecodedObject): ReadSubmission {
  const rows = Object.entries(without(body, ['form_id', 'form_name']));
  const browserAt = rows.findIndex(([, value]) => /^Mozilla\/\d/.test(textOf(value) ?? ''));
  const rowText = (index: number) => (browserAt < 0 ? undefined : textOf(rows[index]?.[1]));
  const pageUrl = rowText(browserAt - 1);
  const ip = rowText(browserAt + 1);
  const context = onlyStated({
    pageUrl: pageUrl !== undefined && /^https?:\/\//i.test(pageUrl) ? pageUrl : undefined,
    userAgent: rowText(browserAt),
    ip: ip !== undefined && isIP(ip) > 0 ? ip : undefined,
  });
  const taken = new Set<string | undefined>(Object.values(context));
  return {
    ...onlyStated({ formId: textAt(body, 'form_id'), formName: textAt(body, 'form_name') }),
    fields: rows.flatMap(([label, value], index) =>
      Math.abs(index - browserAt) <= 1 && taken.has(textOf(value)) ? [] : labelled(label, value),
    ),
    context,
  };
}

function labelled(label: string, value: DecodedValue): SubmittedField[] {
  return fieldsOf(label, value).map((field) => ({ ...field, label }));
}
