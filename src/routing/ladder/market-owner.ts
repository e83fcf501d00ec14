import { claimAnswer, claimOfMember } from './owner-keeps.ts';
import { passes, type RungQuestion } from './rung.ts';

/** A market that is one person's. */
export const marketOwner: RungQuestion = (asked) => {
  const { market, routing } = asked;
  if (market.owner === undefined) {
    return passes(`market ${market.name} is nobody's alone; its pool ${market.pool} is asked`);
  }
  const claim = claimOfMember(routing.team, market.owner, `has the market ${market.title}`);
  return claim === undefined
    ? passes(`market ${market.name} is ${market.owner}'s, who is not in team.yaml`)
    : claimAnswer(claim, asked);
};
