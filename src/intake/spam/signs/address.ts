import { once, type SpamInput, type SpamSign } from '../spam-sign.ts';

export const disposableAddress: SpamSign['find'] = ({ lead }) =>
  lead.person.email?.disposable === true
    ? once('The e-mail address is one to throw away.')
    : undefined;

export const unattendedAddress: SpamSign['find'] = (input) =>
  isUnattended(input) ? once('The e-mail address is a mailbox that nobody reads.') : undefined;

/** A small company may well write from info@, so this says little by itself. */
export const roleAddress: SpamSign['find'] = (input) =>
  input.lead.person.email?.role === true && !isUnattended(input)
    ? once("The e-mail address is a role's, not a person's.")
    : undefined;

function isUnattended({ lead }: SpamInput): boolean {
  return lead.notes.some(({ code }) => code === 'unattended_email');
}
