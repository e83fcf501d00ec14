import { claimAnswer, claimOfDecided } from './owner-keeps.ts';
import { passes, type RungQuestion } from './rung.ts';

/** Another submission of somebody whose lead was just assigned stays with that owner. */
export const earlierLead: RungQuestion = (asked) => {
  const { earlier } = asked.basis;
  if (earlier === undefined) return passes('the person has no lead that this one joins');
  const holds = "already has this person's earlier lead";
  return claimAnswer(claimOfDecided(asked.routing.team, earlier.owner, holds), asked);
};

/**
 * Whoever was named while the CRM was away keeps the lead, where the CRM knew nobody better. Only
 * in the market that was announced: in another one, the CRM knew better.
 */
export const announcedOwner: RungQuestion = (asked) => {
  const { announced } = asked.basis;
  if (announced === undefined) return passes('nobody was named while the CRM was away');
  const holds = 'was named while the CRM was away';
  const claim = claimOfDecided(asked.routing.team, announced.owner, holds);
  const moved = announced.market !== asked.market.name;
  const ended = moved ? { ended: `in another market (${announced.marketTitle})` } : {};
  return claimAnswer({ ...claim, ...ended }, asked);
};
