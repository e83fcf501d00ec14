import { capText, cleanLine, cleanParagraphs } from './clean-text.ts';
import {
  CONSENT_PURPOSES,
  type Consent,
  type ConsentPurpose,
  type ConsentState,
} from './consent.ts';
import { pathSteps, plainName } from './field-name.ts';
import type { LeadNote } from './lead.ts';
import type { ConsentRules } from './lead-rules.ts';
import { type FieldMap, fieldsAt } from './map-fields.ts';
import { onlyStated } from './only-stated.ts';
import { remembered } from './remembered.ts';
import { type SubmittedField, valuesOf } from './submission.ts';

const NO = new Set([
  '',
  'off',
  'no',
  'false',
  '0',
  'denied',
  'declined',
  'nein',
  'non',
  'não',
  'nee',
]);

/**
 * What the visitor agreed to.
 *
 * A form's box grants the source's purposes, or denies them; a box that is not there leaves what
 * the source calls unstated. Purposes that the sender states itself (`ad_user_data`, also inside
 * `consent`) win over the box. A text that is neither a yes nor a no is `unknown`.
 */
export function readConsent(
  fields: readonly SubmittedField[],
  map: FieldMap,
  rules: ConsentRules,
): { consent: Consent; notes: LeadNote[] } {
  const read = (values: readonly string[]): ConsentState => stateOf(values, rules.granted);
  const box = boxValues(fields, map, rules);
  const boxState = box === undefined ? rules.unstated : read(box);
  const purposes: Consent['purposes'] = {
    ad_user_data: rules.unstated,
    ad_personalization: rules.unstated,
    analytics_storage: rules.unstated,
    marketing: rules.unstated,
  };
  for (const purpose of rules.purposes) purposes[purpose] = boxState;
  // Of several fields the last one that says something counts.
  for (const field of fields) {
    const named = purposesNamed(field.key);
    const state = named.length === 0 ? 'unknown' : read(valuesOf(field));
    if (state !== 'unknown') for (const purpose of named) purposes[purpose] = state;
  }
  const text = evidence(fields, rules, 'text');
  const version = evidence(fields, rules, 'version');
  const notes = box !== undefined && boxState === 'unknown' ? [UNCLEAR] : [];
  return { consent: { purposes, ...onlyStated({ text, version }) }, notes };
}

function boxValues(
  fields: readonly SubmittedField[],
  map: FieldMap,
  rules: ConsentRules,
): string[] | undefined {
  const boxes =
    rules.field === undefined
      ? (map.get('consent') ?? [])
      : fieldsAt(fields, rules.field).map((field) => ({ values: valuesOf(field) }));
  return boxes.length === 0 ? undefined : boxes.flatMap(({ values }) => values);
}

const comparableSets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The list is the source's own, and the same for all its submissions. */
function comparableSet(texts: readonly string[]): ReadonlySet<string> {
  const known = comparableSets.get(texts) ?? new Set(texts.map(comparable));
  comparableSets.set(texts, known);
  return known;
}

/** A hidden "0" before the box's own "1" is a usual pattern, so one yes is a yes. */
function stateOf(values: readonly string[], granted: readonly string[]): ConsentState {
  const yes = comparableSet(granted);
  const stated = values.map(comparable);
  if (stated.some((value) => yes.has(value))) return 'granted';
  return stated.every((value) => NO.has(value)) ? 'denied' : 'unknown';
}

/** `ad_user_data`, `consent.marketing`, `lead[consent][adUserData]`; `marketing` only where consent is meant. */
const purposesNamed = remembered((key): readonly ConsentPurpose[] => {
  const steps = pathSteps(key).map(plainName);
  return CONSENT_PURPOSES.filter((purpose) => {
    if (steps.at(-1) !== plainName(purpose)) return false;
    return (
      steps.length === 1 || purpose !== 'marketing' || steps.at(-2)?.startsWith('consent') === true
    );
  });
});

function evidence(
  fields: readonly SubmittedField[],
  rules: ConsentRules,
  what: 'text' | 'version',
): string | undefined {
  const usual = plainName(`consent ${what}`);
  const ofBox = rules.field === undefined ? usual : plainName(`${rules.field} ${what}`);
  const isWanted = (name: string) => name === usual || name === ofBox;
  const found = fields.find(
    ({ key }) => isWanted(plainName(key)) || isWanted(plainLastTwoSteps(key)),
  );
  if (!found) return undefined;
  return capText(cleanParagraphs(valuesOf(found)[0] ?? '')).text || undefined;
}

const plainLastTwoSteps = remembered((key) => plainName(pathSteps(key).slice(-2).join(' ')));

function comparable(text: string): string {
  return cleanLine(text).toLowerCase();
}

const UNCLEAR: LeadNote = {
  field: 'consent',
  code: 'consent_unclear',
  says: 'What came from the consent box is neither a yes nor a no, so it counts as no consent.',
};
