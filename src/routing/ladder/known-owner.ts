import { claimAnswer, claimOfCrmOwner } from './owner-keeps.ts';
import { type Answer, type Asked, passes, type RungQuestion } from './rung.ts';

/** The owner of the person's open deal, else the owner of the contact. */
export const knownOwner: RungQuestion = (asked) => {
  if (!asked.match.known) return passes('the CRM does not know the person');
  const ofDeal = openDealOwner(asked);
  return ofDeal?.decided ? ofDeal : both(ofDeal, contactOwner(asked));
};

function openDealOwner(asked: Asked): Answer | undefined {
  const deal = asked.match.openDeal;
  if (deal === undefined) return undefined;
  const holds = `has an open deal with this person (deal ${deal.dealId})`;
  return claimAnswer(claimOfCrmOwner(asked.routing.team, deal.owner, holds), asked);
}

function contactOwner(asked: Asked): Answer {
  const { owner } = asked.match;
  if (owner === undefined) return passes('the known contact has no owner');
  const holds = 'already owns this contact';
  return claimAnswer(claimOfCrmOwner(asked.routing.team, owner, holds), asked);
}

/** What the deal's owner lost is told with whatever comes of the contact's. */
function both(first: Answer | undefined, second: Answer): Answer {
  if (first === undefined) return second;
  const passedOver = [...(first.passedOver ?? []), ...(second.passedOver ?? [])];
  return second.decided
    ? { ...second, passedOver }
    : { decided: false, says: `${first.says}; ${second.says}`, passedOver };
}
