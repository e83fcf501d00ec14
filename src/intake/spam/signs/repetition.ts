import { once, type SpamSign } from '../spam-sign.ts';
import { comparableText } from '../written-text.ts';

/** Two people may share a template; from the third on it counts more with every sender. */
const SENDERS_UNSUSPICIOUS = 2;

export const repeatedMessage: SpamSign['find'] = ({ seen }) =>
  seen.senders > SENDERS_UNSUSPICIOUS
    ? {
        times: Math.min(seen.senders - SENDERS_UNSUSPICIOUS, 5),
        says: `The same message came from ${seen.senders} different senders within a day.`,
      }
    : undefined;

/** A robot that fills every field alike. That a person's company has the person's name is normal. */
export const sameText: SpamSign['find'] = ({ lead }) => {
  const names = [lead.person.fullName, lead.person.company]
    .filter((each) => each !== undefined)
    .map(comparableText);
  const [name] = names;
  return name !== undefined &&
    name !== '' &&
    names.every((each) => each === name) &&
    comparableText(lead.message) === name
    ? once('Name, company and message are the same text.')
    : undefined;
};
