import { isbot } from 'isbot';
import { once, type SpamSign } from '../spam-sign.ts';

/**
 * Of browser forms only: the webhooks of form vendors all call themselves something that `isbot`
 * takes for a robot, and rightly.
 */
export const robotAgent: SpamSign['find'] = ({ lead, source }) =>
  source.vendor === 'form' && isbot(lead.visitor.userAgent ?? '')
    ? once('The sender calls itself a program, not a browser.')
    : undefined;
