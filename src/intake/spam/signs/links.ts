import { once, type SpamSign } from '../spam-sign.ts';
import { writtenText } from '../written-text.ts';

const LINK = /(?:https?:\/\/|\bwww\.)[^\s<>"'\])]{3,}/giu;
const WWW = /www\./iu;
const MARKUP = /\[(?:url|link)\s*[=\]]|<a\s[^>]{0,200}href/iu;

/** One link is how people point to their own site, so only those beyond it count. */
export const links: SpamSign['find'] = ({ lead }) => {
  const text = writtenText(lead);
  if (!text.includes('://') && !WWW.test(text)) return undefined;
  const count = text.match(LINK)?.length ?? 0;
  return count > 1 ? { times: count - 1, says: `${count} links in what was written.` } : undefined;
};

/** BBCode or HTML: nobody types that into a contact form by hand. */
export const linkMarkup: SpamSign['find'] = ({ lead }) =>
  MARKUP.test(writtenText(lead)) ? once('Links written as BBCode or HTML.') : undefined;

/** Reading the name has found and removed it. */
export const linkInName: SpamSign['find'] = ({ lead }) =>
  lead.notes.some(({ code }) => code === 'link_in_name')
    ? once('A web or e-mail address in the name.')
    : undefined;
