import { explain } from '../../../../src/routing/explain/explain.ts';
import { aBasis, aGerman, type Given, newPerson, theRouting } from '../routing-fixture.ts';

export function explained({ lead = aGerman(), match = newPerson, basis, ...company }: Given = {}) {
  return explain(lead, match, theRouting(company), aBasis(basis));
}
