import { gibberishWords, wordsOf } from '../gibberish-word.ts';
import { once, type SpamSign } from '../spam-sign.ts';
import { writtenText } from '../written-text.ts';

export const gibberishName: SpamSign['find'] = ({ lead: { person } }) => {
  const names = [person.firstName, person.lastName, person.fullName, person.company];
  return names.some((name) => gibberishWords(name ?? '') > 0)
    ? once('The name or company looks like letters at random.')
    : undefined;
};

/** In a longer text a product key or a line of code is no wonder: half of it has to be gibberish. */
export const gibberishMessage: SpamSign['find'] = ({ lead }) => {
  const text = writtenText(lead);
  const gibberish = gibberishWords(text);
  return gibberish > 0 && gibberish * 2 >= wordsOf(text).length
    ? once('The message looks like letters at random.')
    : undefined;
};
