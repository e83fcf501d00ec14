import { disposableAddress, roleAddress, unattendedAddress } from './signs/address.ts';
import { gibberishMessage, gibberishName } from './signs/gibberish.ts';
import { filledHoneypot } from './signs/honeypot.ts';
import { linkInName, linkMarkup, links } from './signs/links.ts';
import { repeatedMessage, sameText } from './signs/repetition.ts';
import { robotAgent } from './signs/robot.ts';
import { foreignScript, mixedScripts } from './signs/scripts.ts';
import { forgedTime, noTime, tooFast, tooOld } from './signs/time-trap-signs.ts';
import type { SpamSign } from './spam-sign.ts';

/**
 * The table of signs. Where one alone reaches the usual threshold of 60, people practically never
 * do it; the others have to come together.
 */
export const SPAM_SIGNS: readonly SpamSign[] = [
  { code: 'honeypot', points: 100, find: filledHoneypot },
  { code: 'too_fast', points: 60, find: tooFast },
  { code: 'too_old', points: 20, find: tooOld },
  { code: 'forged_time', points: 60, find: forgedTime },
  { code: 'no_time', points: 60, find: noTime },
  { code: 'links', points: 15, find: links },
  { code: 'link_markup', points: 40, find: linkMarkup },
  { code: 'link_in_name', points: 40, find: linkInName },
  { code: 'disposable_address', points: 30, find: disposableAddress },
  { code: 'unattended_address', points: 40, find: unattendedAddress },
  { code: 'role_address', points: 5, find: roleAddress },
  { code: 'gibberish_name', points: 30, find: gibberishName },
  { code: 'gibberish_message', points: 30, find: gibberishMessage },
  { code: 'repeated_message', points: 20, find: repeatedMessage },
  { code: 'same_text', points: 40, find: sameText },
  { code: 'mixed_scripts', points: 30, find: mixedScripts },
  { code: 'foreign_script', points: 30, find: foreignScript },
  { code: 'robot_agent', points: 30, find: robotAgent },
];
