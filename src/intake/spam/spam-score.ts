import type { SpamCode } from './spam-codes.ts';
import type { SpamInput } from './spam-sign.ts';
import { SPAM_SIGNS } from './spam-signs.ts';

export type SpamScore = { score: number; signs: FoundSign[] };

/** `says` is a sentence for people; nothing of what was typed stands in it. */
export type FoundSign = { code: SpamCode; points: number; says: string };

/** No single sign weighs more than being certain. */
const POINTS_MAX = 100;

/**
 * How much a submission looks like spam: the sum over its signs, each with the points of the source
 * or else its own. It decides nothing; whoever asks compares it with the source's threshold.
 */
export function spamScore(input: SpamInput): SpamScore {
  const signs: FoundSign[] = [];
  for (const sign of SPAM_SIGNS) {
    const each = input.source.spam.signs[sign.code] ?? sign.points;
    const found = each > 0 ? sign.find(input) : undefined;
    if (!found) continue;
    signs.push({
      code: sign.code,
      points: Math.min(each * found.times, POINTS_MAX),
      says: found.says,
    });
  }
  return { score: signs.reduce((sum, { points }) => sum + points, 0), signs };
}

/** "The hidden field was filled in. (100) Three links. (30)" */
export function signsInWords(signs: FoundSign[]): string {
  return signs.map(({ says, points }) => `${says} (${points})`).join(' ');
}
