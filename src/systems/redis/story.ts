import type { StoryEvent } from '../../workflow/ledger.ts';

/** Only so many lines of a story are kept, the newest. */
export const LINES_MAX = 300;

/** With what the story of a lead begins that is not simply taken in. */
const OPENINGS = new Set(['accepted', 'quarantined', 'refused', 'erased']);

/** How the story of every other lead begins. It follows from the lead, so it is not written. */
export function openingOf({ source, receivedAt }: { source: string; receivedAt: number }) {
  const opening: StoryEvent = {
    at: receivedAt,
    what: 'accepted',
    says: `accepted from ${source}`,
  };
  return opening;
}

/** The whole story, from the lines that were written. A lead that is gone has none. */
export function storyOf(
  lead: { source: string; receivedAt: number } | undefined,
  lines: string[],
): StoryEvent[] {
  const told = lines.map((line) => JSON.parse(line) as StoryEvent);
  const isWhole = told.length >= LINES_MAX || OPENINGS.has(told[0]?.what ?? '');
  return lead && !isWhole ? [openingOf(lead), ...told] : told;
}
