import { fieldsAt } from '../lead/map-fields.ts';
import { type ReadSubmission, valuesOf } from '../lead/submission.ts';
import type { DecodedObject } from './decoded-value.ts';
import type { Source } from './source-settings.ts';
import { member, recordOf, textAt } from './sources/decoded-members.ts';
import { TIME_TRAP_FIELD } from './spam/time-trap.ts';

/** What a form carries for leadline alone: proofs, and nothing of the visitor. */
export type FormTokens = { timeTrap?: string; captcha?: string };

/** The fields in which the providers' own scripts put their token. */
const CAPTCHA_FIELDS = {
  turnstile: ['cf-turnstile-response'],
  hcaptcha: ['h-captcha-response', 'g-recaptcha-response'],
} as const;

/**
 * Takes the tokens out of a submission, so that they become no fields of the lead. They stand in
 * hidden fields of the form or, where a page's script posts, under `anti_bot`.
 */
export function takeTokens(
  source: Source,
  body: DecodedObject,
  submission: ReadSubmission,
): { tokens: FormTokens; submission: ReadSubmission } {
  const { captcha } = source;
  const captchaFields = captcha
    ? [...(captcha.field === undefined ? [] : [captcha.field]), ...CAPTCHA_FIELDS[captcha.provider]]
    : [];
  const inFields = (names: readonly string[]) =>
    names.flatMap((name) => fieldsAt(submission.fields, name));
  const timeTrapFields = inFields([TIME_TRAP_FIELD]);
  const taken = [...timeTrapFields, ...inFields(captchaFields)];

  const antiBot = recordOf(member(body, 'anti_bot'));
  const timeTrap = firstText(timeTrapFields) ?? textAt(antiBot, 'ts_token');
  const token =
    firstText(inFields(captchaFields)) ?? (captcha && textAt(antiBot, captcha.provider));
  return {
    tokens: {
      ...(timeTrap !== undefined && { timeTrap }),
      ...(token !== undefined && { captcha: token }),
    },
    submission: {
      ...submission,
      fields: submission.fields.filter(
        (field) => !taken.includes(field) && field.key !== 'anti_bot.ts_token',
      ),
    },
  };
}

function firstText(fields: ReadSubmission['fields']): string | undefined {
  return fields.flatMap(valuesOf).find((text) => text !== '');
}
