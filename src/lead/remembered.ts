/** Longer texts are no names: they hardly come twice, and would fill the memory. */
const TEXT_MAX = 128;

/** Of the younger half; the older half is as large. Forms have some twenty fields. */
const TEXTS_MAX = 4_096;

/**
 * The same function, which remembers its latest answers. Senders name their fields alike from one
 * submission to the next, and reading a name takes longer than looking it up. The answers are
 * everybody's: nobody may change one.
 */
export function remembered<Answer>(read: (text: string) => Answer): (text: string) => Answer {
  let young = new Map<string, { answer: Answer }>();
  let old = new Map<string, { answer: Answer }>();

  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known.answer;
    if (text.length > TEXT_MAX) return read(text);
    const found = old.get(text) ?? { answer: read(text) };
    if (young.size >= TEXTS_MAX) {
      old = young;
      young = new Map();
    }
    young.set(text, found);
    return found.answer;
  };
}
