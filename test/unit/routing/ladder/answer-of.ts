import { chooseMarket } from '../../../../src/routing/choose-market.ts';
import type { Answer, RungQuestion } from '../../../../src/routing/ladder/rung.ts';
import { aBasis, aGerman, type Given, newPerson, theRouting } from '../routing-fixture.ts';

/** One rung, asked alone. */
export function answerOf(
  rung: RungQuestion,
  { lead = aGerman(), match = newPerson, basis, ...company }: Given = {},
): Answer {
  const routing = theRouting(company);
  const market = chooseMarket(lead, match, routing);
  return rung({ lead, match, routing, basis: aBasis(basis), market });
}
