import type { Lead } from '../../lead/lead.ts';
import type { ConditionCheck, Match } from '../decision.ts';
import { inWords } from '../wording.ts';

export type Holds = (lead: Lead, match: Match) => boolean;

/** What a condition asks of one attribute of the lead. */
export type Question = {
  /** `country`, `utm_source`, `field budget`: the same name always means the same attribute. */
  attribute: string;
  /** Quick: whatever can be made ready for many leads is. */
  holds: Holds;
  /** "country is FR", "country is not known". */
  found: (lead: Lead, match: Match) => string;
  /**
   * The same for receipts, which hold nothing that the sender wrote: `field message has "urgent"`,
   * in the configuration's words. Left out where `found` is no more than that.
   */
  summary?: (lead: Lead, match: Match, holds: boolean) => string;
  /** "DE, AT or CH". */
  wanted: string;
  /** The very test behind `holds`, for whoever reasons about values without having a lead. */
  asks: Asks;
};

/** What a test speaks of, folded. Exactly one of them is there. */
export type TextMentions = {
  values?: readonly string[];
  /** The values as they stand in the configuration, in the same order. */
  written?: readonly string[];
  contains?: string;
  startsWith?: string;
  exists?: boolean;
};

export type MailDomain = { domain: string; free: boolean };

export type Asks =
  | {
      kind: 'text';
      /** A lead can have several values of it at once. */
      many: boolean;
      /** Every value that there can be, folded; without it any text can come. */
      among?: readonly string[];
      mentions: TextMentions;
      /** Takes folded texts; none when nothing is known. */
      passes: (present: readonly string[]) => boolean;
    }
  | {
      kind: 'number';
      /** Where the answer may change: of 200 and more, 200. Whole numbers from 0. */
      bounds: readonly number[];
      passes: (value: number | undefined) => boolean;
    }
  | {
      kind: 'domain';
      domains: readonly string[];
      passes: (value: MailDomain | undefined) => boolean;
    }
  | { kind: 'yes-no'; passes: (value: boolean) => boolean };

/** All of them at once. */
export function allHold(questions: readonly Question[]): Holds {
  const [first, ...others] = questions;
  if (first !== undefined && others.length === 0) return first.holds;
  return (lead, match) => questions.every(({ holds }) => holds(lead, match));
}

/** The answer in a sentence for each question, and one for all of them. */
export function checkQuestions(
  questions: readonly Question[],
  lead: Lead,
  match: Match,
): ConditionCheck {
  const parts = questions.map(({ holds, found, wanted, summary }) => {
    const matched = holds(lead, match);
    const has = found(lead, match);
    return compared(matched, has, wanted, summary?.(lead, match, matched) ?? has);
  });
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : together(parts);
}

/**
 * Always in the same form: what the lead has; what was wanted.
 * "country is FR; wanted DE, AT or CH"
 */
function compared(
  matched: boolean,
  found: string,
  wanted: string,
  summary: string,
): ConditionCheck {
  return { matched, says: `${found}; wanted ${wanted}`, found: summary };
}

function together(parts: ConditionCheck[]): ConditionCheck {
  return {
    matched: parts.every((part) => part.matched),
    says: parts.map((part) => part.says).join(' | '),
    found: inWords(
      parts.flatMap((part) => part.found ?? []),
      'and',
    ),
    parts,
  };
}
