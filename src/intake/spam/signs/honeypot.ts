import { once, type SpamSign } from '../spam-sign.ts';

/** Reading the lead has found it already; its note says which field. */
export const filledHoneypot: SpamSign['find'] = ({ lead }) => {
  const note = lead.notes.find(({ code }) => code === 'honeypot');
  return note && once(note.says);
};
