import { domainToUnicode } from 'node:url';
import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';
import emailProviders from 'email-providers';
import { getDomain } from 'tldts';
import { remembered } from './remembered.ts';

/** Mail for anybody that the list of providers lacks. Relay services hide an address; not spam. */
const FURTHER_FREE = [
  'hey.com',
  'duck.com',
  'mozmail.com',
  'privaterelay.appleid.com',
  'fastmail.com',
  'fastmail.fm',
  'tutanota.com',
  'tutanota.de',
  'tuta.com',
  'tuta.io',
  'tutamail.com',
  'posteo.de',
  'posteo.net',
  'ziggo.nl',
  'skiff.com',
  'passmail.net',
  'simplelogin.com',
  'comcast.net',
];

/** In the list of providers, but their addresses are employees' (or nobody's: RFC 2606). */
const NOT_FREE = [
  'facebook.com',
  'alibaba.com',
  'about.com',
  'go.com',
  'example.com',
  'example.net',
  'example.org',
];

const free = new Set([...emailProviders, ...FURTHER_FREE]);
for (const domain of NOT_FREE) free.delete(domain);

const disposable = disposableEmailBlocklistSet();

/** Names that many mailboxes have and no person: en, de, fr, es, it, nl, pt. */
const ROLES = new Set(
  `abuse accounting accounts admin administrator amministrazione anfrage ask assistance assistenza
  atencion atendimento billing bonjour booking bookings buchhaltung buero careers comercial
  commercial comptabilite compras contabilidad contact contacto contactus contato contatti
  customerservice enquiries enquiry events facturacion feedback finance hallo hello help helpdesk
  hi hola hr info informacion informatie informazioni inquiries inquiry invoice invoices it jobs
  kontakt kundenservice legal mail mailer-daemon marketing media news newsletter no-reply noreply
  office orders personal postmaster press presse privacy purchasing rechnung recruiting reception
  sales secretariat security service soporte suporte support supporto team urlaub vendas ventas
  vendite verkauf verkoop vertrieb webmaster welcome zentrale`.split(/\s+/u),
);

/** Mailboxes that nobody reads as a person. */
const UNATTENDED = /^(?:no-?reply|do-?not-?reply|abuse|postmaster|mailer-daemon)$/u;

/** True for a provider that gives anybody an address; never for a company's own domain. */
export function isFreeProvider(domain: string): boolean {
  return free.has(domain) || isDisposable(domain) || free.has(registrable(domain));
}

/** True for throw-away addresses. The list holds registrable domains, so sub-domains count too. */
export function isDisposable(domain: string): boolean {
  return disposable.has(domain) || disposable.has(registrable(domain));
}

/** True for info@, sales@ … (a +tag does not count). */
export function isRoleMailbox(localPart: string): boolean {
  return ROLES.has(mailbox(localPart)) || isUnattended(localPart);
}

export function isUnattended(localPart: string): boolean {
  return UNATTENDED.test(mailbox(localPart));
}

/**
 * True when a domain can be taken for another one by eye: a label that mixes Latin with a script
 * that looks like it, or a label of look-alike letters alone under a Latin top-level domain.
 */
export function isConfusable(asciiDomain: string): boolean {
  // Whatever is not ASCII is written with this prefix.
  if (!asciiDomain.includes('xn--')) return false;
  const labels = domainToUnicode(asciiDomain).split('.');
  const topLevel = labels.at(-1) ?? '';
  return labels.some((label) => mixesScripts(label) || (isAscii(topLevel) && isLookAlike(label)));
}

function mixesScripts(label: string): boolean {
  const latin = /\p{Script=Latin}/u.test(label);
  const lookingLatin =
    /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
  return latin && lookingLatin.test(label);
}

function isLookAlike(label: string): boolean {
  return /^[аеорсухіјѕһԁԛԝӏбьѵοανκρτυχ\d-]+$/u.test(label) && !isAscii(label);
}

function isAscii(text: string): boolean {
  return /^[\u0020-\u007E]*$/u.test(text);
}

function mailbox(localPart: string): string {
  return localPart.toLowerCase().replace(/\+.*$/u, '');
}

const registrable = remembered((domain) => getDomain(domain) ?? domain);
