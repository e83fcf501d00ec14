import { parse } from 'tldts';
import type { EmailAddress } from './contact-details.ts';
import { isFreeProvider } from './email-domain.ts';
import { URL_MAX } from './page-url.ts';
import { remembered } from './remembered.ts';

/** Hosts that give each customer a sub-domain, but do not stand in the public suffix list. */
const SHARED_HOSTS = ['hubspotpagebuilder.com', 'hs-sites.com', 'hubspotpagebuilder.eu'];

/** A page there is a profile, not the company's own domain. */
const PROFILE_HOSTS = new Set([
  'linkedin.com',
  'facebook.com',
  'instagram.com',
  'twitter.com',
  'x.com',
  'youtube.com',
  'tiktok.com',
  'xing.com',
  'google.com',
  'linktr.ee',
]);

/**
 * Registrable domain of the company, from the e-mail address, else from the website. Never a free
 * provider's. `acme.webflow.io` stays whole: the public suffix list's private part says so.
 */
export function companyDomain(
  email: EmailAddress | undefined,
  website: string | undefined,
): string | undefined {
  const fromEmail =
    email && !email.free && !email.disposable ? registrable(email.domain) : undefined;
  if (fromEmail) return fromEmail;
  const fromWebsite = website ? registrable(website) : undefined;
  if (!fromWebsite || isFreeProvider(fromWebsite) || PROFILE_HOSTS.has(fromWebsite))
    return undefined;
  return fromWebsite;
}

/** True when the text names a host on the public internet. */
export function isWebsite(text: string): boolean {
  return (
    text.length <= URL_MAX &&
    /^(?:https?:\/\/)?[^\s:@/]+(?::\d+)?(?:[/?#]\S*)?$/iu.test(text) &&
    registrable(text) !== undefined
  );
}

const registrable = remembered((hostOrUrl): string | undefined => {
  const { domain, hostname, isIcann, isPrivate } = parse(hostOrUrl, { allowPrivateDomains: true });
  if (!domain || !(isIcann === true || isPrivate === true)) return undefined;
  if (hostname && SHARED_HOSTS.includes(domain)) return hostname.split('.').slice(-3).join('.');
  return domain.toLowerCase();
});
