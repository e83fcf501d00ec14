import type { ConfigurableRung } from '../rungs.ts';
import { accountOwner } from './account-owner.ts';
import { announcedOwner, earlierLead } from './earlier-lead.ts';
import { fairShareInPool, fallbackPool, nobodyAtAll } from './fair-share-in-pool.ts';
import { knownOwner } from './known-owner.ts';
import { languageAndSkill } from './language-and-skill.ts';
import { marketOwner } from './market-owner.ts';
import { namedAccount } from './named-account.ts';
import type { Ladder, RungQuestion } from './rung.ts';

const CONFIGURABLE: Record<ConfigurableRung, RungQuestion> = {
  'named-account': namedAccount,
  'known-owner': knownOwner,
  'account-owner': accountOwner,
  'language-and-skill': languageAndSkill,
  market: marketOwner,
};

/** What the CRM or the configuration knows of this very customer. */
const KNOWS_THE_CUSTOMER: ConfigurableRung[] = ['named-account', 'known-owner', 'account-owner'];

const laddersBefore = new WeakMap<readonly ConfigurableRung[], Ladder>();

/**
 * The ladder: its rungs are asked from the top, and the first that decides has decided. The order
 * of the middle ones is `precedence` in routing.yaml. Whoever was named while the CRM was away
 * comes after all that only the CRM knows. The same precedence is answered with the same ladder.
 */
export function ladderOf(precedence: readonly ConfigurableRung[]): Ladder {
  const before = laddersBefore.get(precedence);
  if (before) return before;
  const ladder = buildLadder(precedence);
  laddersBefore.set(precedence, ladder);
  return ladder;
}

function buildLadder(precedence: readonly ConfigurableRung[]): Ladder {
  const last = precedence.findLastIndex((rung) => KNOWS_THE_CUSTOMER.includes(rung));
  return [
    { rung: 'earlier-lead', ask: earlierLead },
    ...asRungs(precedence.slice(0, last + 1)),
    { rung: 'announced', ask: announcedOwner },
    ...asRungs(precedence.slice(last + 1)),
    { rung: 'fair-share', ask: fairShareInPool },
    { rung: 'fallback', ask: fallbackPool },
    { rung: 'nobody', ask: nobodyAtAll },
  ];
}

function asRungs(rungs: readonly ConfigurableRung[]): Ladder {
  return rungs.map((rung) => ({ rung, ask: CONFIGURABLE[rung] }));
}
