import { capText, cleanLine, cleanParagraphs } from './clean-text.ts';
import { trackingFieldName } from './found-parameters.ts';
import type { Lead, LeadNote } from './lead.ts';
import type { FieldMap } from './map-fields.ts';
import { truncatedNote } from './picked-text.ts';
import { type SubmittedField, valuesOf } from './submission.ts';

type LeadSoFar = Pick<
  Lead,
  'submission' | 'person' | 'message' | 'attribution' | 'consent' | 'visitor'
>;

/**
 * Every field that no rule claimed, by the sender's own key. A claimed field is here too when the
 * lead does not hold its text as it was typed ("Deutschland" became DE, a second e-mail address,
 * a consent box), so that nothing gets lost. Keys may be anything, `__proto__` included: they are
 * own properties of the result and nothing more.
 */
export function extraFields(
  fields: readonly SubmittedField[],
  map: FieldMap,
  held: ReadonlySet<string>,
): { extra: Lead['extra']; notes: LeadNote[] } {
  const claimed = new Set<SubmittedField>();
  for (const candidates of map.values()) for (const { field } of candidates) claimed.add(field);
  const notes: LeadNote[] = [];
  const extra = new Map<string, string[]>();
  for (const field of fields) {
    const values = valuesOf(field);
    if (!claimed.has(field) && trackingFieldName(field)) continue;
    if (claimed.has(field) && values.every((value) => isHeld(value, held))) continue;
    const key = cleanLine(field.key);
    const kept = values.map((value) => {
      const { text, truncated } = capText(cleanParagraphs(value));
      if (truncated) notes.push(truncatedNote(key, text.length));
      return text;
    });
    const before = extra.get(key);
    extra.set(key, before ? [...before, ...kept] : kept);
  }
  if (extra.size === 0) return { extra: {}, notes };
  const lists = new Set<string>();
  for (const { key, value } of fields) if (Array.isArray(value)) lists.add(cleanLine(key));
  return {
    extra: Object.fromEntries(
      [...extra].map(([key, values]) => [key, one(values, lists.has(key))] as const),
    ),
    notes,
  };
}

/** The texts of the lead that visitors and senders wrote, as opposed to words of our own. */
export function heldTexts(lead: LeadSoFar): Set<string> {
  const { submission, person, message, attribution, consent, visitor } = lead;
  const { raw, pageUrl, landingPage, referrer } = attribution;
  const texts = new Set<string>();
  const parts = [submission, person, visitor, raw, message, pageUrl, landingPage, referrer];
  for (const part of [...parts, consent.text, consent.version]) addTexts(part, texts);
  return texts;
}

function addTexts(part: unknown, texts: Set<string>): void {
  if (typeof part === 'string') texts.add(part);
  else if (typeof part === 'object' && part !== null) {
    const members = part as Record<string, unknown>;
    for (const name in members) addTexts(members[name], texts);
  }
}

function isHeld(value: string, held: ReadonlySet<string>): boolean {
  const line = cleanLine(value);
  return line === '' || held.has(line) || held.has(cleanParagraphs(value));
}

function one(values: string[], list: boolean): string | string[] {
  return values.length === 1 && !list ? (values[0] ?? '') : values;
}
