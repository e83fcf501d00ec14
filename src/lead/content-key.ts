import { pathSteps, plainName } from './field-name.ts';
import { remembered } from './remembered.ts';
import { type ReadSubmission, valuesOf } from './submission.ts';

/** Fields that differ each time the same content is sent, as `plainName` writes them. */
const VOLATILE = new Set([
  'ts',
  'timestamp',
  'renderedat',
  'loadedat',
  'submittedat',
  'createdat',
  'updatedat',
  'datecreated',
  'dateupdated',
  'token',
  'csrf',
  'csrftoken',
  'csrfmiddlewaretoken',
  'xsrftoken',
  'authenticitytoken',
  'requestverificationtoken',
  'nonce',
  'wpnonce',
  'requestid',
  'eventid',
  'turnstile',
  'captcha',
  'captchatoken',
  'cfturnstileresponse',
  'grecaptcharesponse',
  'hcaptcharesponse',
  'recaptchatoken',
  'submissionspeeds',
  'attempt',
  'retry',
]);

/**
 * Text that is the same whenever the same content is sent through the same source again: a double
 * click, a sender's retry. The order of the fields does not count, nor do labels and what changes
 * by itself (time stamps, tokens). It is JSON, so no value can imitate a separator, and it holds
 * personal data: hash it before it is stored.
 */
export function contentKey(source: string, submission: ReadSubmission): string {
  const fields = submission.fields
    .filter(({ key }) => !isVolatile(key))
    .map(({ key, value }) => JSON.stringify([key, valuesOf({ value })]))
    .toSorted();
  return JSON.stringify([source, submission.formId ?? null, fields]);
}

const isVolatile = remembered(
  (key) => VOLATILE.has(plainName(key)) || VOLATILE.has(plainName(pathSteps(key).at(-1) ?? '')),
);
