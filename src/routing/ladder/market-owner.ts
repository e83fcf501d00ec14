import { claimAnswer, claimOfMember } from './owner-keeps.ts';
import { passes, type RungQuestion } from './rung.ts';

/** A market that is one person's. */
export const marketOwner: RungQuestion = (asked) => {
  const { market, routing } = asked;
  if (market.owner === undefined) {
    return passes(`market ${market.name} has no owner of its own`);
  }
  const claim = claimOfMember(routing.team, market.owner, 'owns this market');
  return claim === undefined
    ? passes(`market ${market.name} is ${market.owner}'s, who is not in team.yaml`)
    : claimAnswer(claim, asked);
};
