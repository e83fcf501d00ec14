import { type CleanText, capText, cleanLine, cleanParagraphs } from './clean-text.ts';
import type { LeadField, LeadNote } from './lead.ts';
import type { Candidate, FieldMap } from './map-fields.ts';

/** What was typed into the field that was taken, cleaned. */
export type PickedText = { text: string; key: string; by: Candidate['by'] };

/**
 * The first of the candidates that holds something, as one line (a message: as paragraphs).
 * Notes what was passed over and what had to be cut.
 */
export function pickText(
  map: FieldMap,
  field: LeadField,
  notes: LeadNote[],
): PickedText | undefined {
  if (!map.has(field)) return undefined;
  const typed = typedTexts(map, field);
  const first = typed[0];
  if (!first) return undefined;
  const passedOver = typed.find(({ text }) => text !== first.text);
  if (passedOver) notes.push(repeatedNote(field, first.key, passedOver.key));
  const { text, truncated } = capText(first.text);
  if (truncated) notes.push(truncatedNote(field, text.length));
  return truncated ? { ...first, text } : first;
}

/** Everything typed into the candidates of a lead field, best first, blank values left out. */
export function typedTexts(map: FieldMap, field: LeadField): PickedText[] {
  const candidates = map.get(field);
  const typed: PickedText[] = [];
  if (!candidates) return typed;
  const clean = field === 'message' ? cleanParagraphs : cleanLine;
  for (const { field: submitted, values, by } of candidates) {
    for (const value of values) {
      const text = clean(value);
      if (text !== '') typed.push({ text, key: submitted.key, by });
    }
  }
  return typed;
}

export function repeatedNote(field: LeadField, taken: string, passedOver: string): LeadNote {
  return {
    field,
    code: 'repeated',
    says:
      taken === passedOver
        ? `${taken} came with several values; one was taken and all are kept.`
        : `Both ${taken} and ${passedOver} could be meant; ${taken} was taken and both are kept.`,
  };
}

export function truncatedNote(field: string, length: CleanText['text']['length']): LeadNote {
  return {
    field,
    code: 'truncated',
    says: `The text was longer than ${length} characters and was cut; the submission as received has all of it.`,
  };
}
