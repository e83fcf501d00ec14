import { domainToASCII } from 'node:url';
import validator from 'validator';
import { cleanLine } from './clean-text.ts';
import type { EmailAddress } from './contact-details.ts';
import {
  isConfusable,
  isDisposable,
  isFreeProvider,
  isRoleMailbox,
  isUnattended,
} from './email-domain.ts';
import type { Reading, Remark } from './remark.ts';
import { remembered } from './remembered.ts';

/** RFC 5321: 256 octets with the angle brackets. Checked before any pattern looks at the text. */
const ADDRESS_MAX = 254;

/**
 * Reads one e-mail address as people and programs write it: `mailto:`, `"Ada" <ada@acme.com>`,
 * full-width @, trailing punctuation, an IDN domain. Nothing is ever corrected: a typing error in
 * the domain stays what it is. Without a value it is no valid address.
 */
export function readEmailAddress(text: string): Reading<EmailAddress> {
  const original = text.trim();
  if (original === '' || original.length > ADDRESS_MAX) return { remarks: [] };
  // A line break inside is an attempt to add mail headers, not a slip.
  if (/[\r\n\u0085\u2028\u2029]/u.test(original)) return { remarks: [] };

  const line = cleanLine(original);
  const [localPart, written] = splitAddress(bareAddress(line));
  const { domain, takesMail, free, disposable } = mailDomain(written);
  const normalised = `${localPart.toLowerCase()}@${domain}`.normalize('NFC');
  if (domain === '' || !isEmail(normalised, domain, takesMail)) return { remarks: [] };
  const role = isRoleMailbox(localPart);
  const email: EmailAddress = { normalised, original: line, domain, free, disposable, role };
  return { value: email, remarks: remarksOn(email, localPart) };
}

type MailDomain = {
  /** In ASCII; empty for what is no name of a host. */
  domain: string;
  /** The validator takes plain mailboxes there. */
  takesMail: boolean;
  free: boolean;
  disposable: boolean;
};

/** What every address of a domain has in common; the validator and the lists take their time. */
const mailDomain = remembered((written): MailDomain => {
  const domain = domainToASCII(written);
  return {
    domain,
    takesMail: isAnyEmail(`a@${domain}`),
    free: isFreeProvider(domain),
    disposable: isDisposable(domain),
  };
});

/** The local part of nearly every address. */
const PLAIN_LOCAL_PART = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@/;
const LOCAL_PART_MAX = 64;

/** The validator's answer, which a plain mailbox has from its domain alone. */
function isEmail(address: string, domain: string, takesMail: boolean): boolean {
  const localLength = address.length - domain.length - 1;
  const plain = PLAIN_LOCAL_PART.exec(address)?.[0].length === localLength + 1;
  if (plain && localLength <= LOCAL_PART_MAX && address.length <= ADDRESS_MAX) {
    return takesMail;
  }
  return isAnyEmail(address);
}

function isAnyEmail(address: string): boolean {
  return validator.isEmail(address, { allow_utf8_local_part: true });
}

const PLAIN_ADDRESS = /^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]*[A-Za-z0-9]$/;

/** Takes the address out of what stands around it. */
function bareAddress(text: string): string {
  if (PLAIN_ADDRESS.test(text)) return text;
  const ascii = text.replace(/[\uFF01-\uFF5E]/gu, halfWidth).replaceAll('\uFE6B', '@');
  const bracketed = /<([^<>]*)>[\s.,;]*$/u.exec(ascii)?.[1] ?? ascii;
  const unquoted = /^(['"`])([^'"`]*)\1$/u.exec(bracketed.trim())?.[2] ?? bracketed;
  return unquoted
    .trim()
    .replace(/^mailto:/iu, '')
    .replace(/(?<=@[^?]*)\?.*$/u, '')
    .replace(/^[(<[]+/u, '')
    .replace(/[.,;:!?)\]>'"]+$/u, '')
    .trim();
}

function splitAddress(address: string): [localPart: string, domain: string] {
  const at = address.lastIndexOf('@');
  return at < 0 ? ['', ''] : [address.slice(0, at), address.slice(at + 1).toLowerCase()];
}

function halfWidth(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) - 0xfee0);
}

function remarksOn(email: EmailAddress, localPart: string): Remark[] {
  const remarks: Remark[] = [];
  if (email.disposable) {
    remarks.push({
      code: 'disposable_email',
      says: `${email.domain} gives out addresses that are thrown away after use.`,
    });
  }
  if (isUnattended(localPart)) {
    remarks.push({ code: 'unattended_email', says: `Nobody reads the mailbox ${localPart}@.` });
  }
  if (isConfusable(email.domain)) {
    remarks.push({
      code: 'confusable_domain',
      says: `The domain ${email.domain} is written with letters that look like others: check who it belongs to before you answer.`,
    });
  }
  return remarks;
}
