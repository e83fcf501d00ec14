import { capText, cleanLine, cleanParagraphs } from './clean-text.ts';
import { trackingFieldName } from './found-parameters.ts';
import type { Lead, LeadNote } from './lead.ts';
import type { FieldMap } from './map-fields.ts';
import { truncatedNote } from './picked-text.ts';
import type { SubmittedField } from './submission.ts';

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
  const claimed = new Set([...map.values()].flat().map(({ field }) => field));
  const notes: LeadNote[] = [];
  const extra = new Map<string, string[]>();
  for (const field of fields) {
    const values = [field.value].flat();
    if (!claimed.has(field) && trackingFieldName(field)) continue;
    if (claimed.has(field) && values.every((value) => isHeld(value, held))) continue;
    const key = cleanLine(field.key);
    const kept = values.map((value) => {
      const { text, truncated } = capText(cleanParagraphs(value));
      if (truncated) notes.push(truncatedNote(key, text.length));
      return text;
    });
    extra.set(key, [...(extra.get(key) ?? []), ...kept]);
  }
  const lists = new Set(
    fields.filter(({ value }) => Array.isArray(value)).map(({ key }) => cleanLine(key)),
  );
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
  return new Set([
    ...textsIn([submission, person, visitor, raw]),
    ...textsIn([message, pageUrl, landingPage, referrer, consent.text, consent.version]),
  ]);
}

function textsIn(parts: readonly unknown[]): string[] {
  return parts.flatMap((part): string[] => {
    if (typeof part === 'string') return [part];
    return typeof part === 'object' && part !== null ? textsIn(Object.values(part)) : [];
  });
}

function isHeld(value: string, held: ReadonlySet<string>): boolean {
  const line = cleanLine(value);
  return line === '' || held.has(line) || held.has(cleanParagraphs(value));
}

function one(values: string[], list: boolean): string | string[] {
  return values.length === 1 && !list ? (values[0] ?? '') : values;
}
