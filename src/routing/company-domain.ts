import type { Lead } from '../lead/lead.ts';

/**
 * The domain by which a company is recognised: that of the e-mail address, exactly as it stands
 * there. Never a free provider's, since strangers share it; never the website that somebody typed,
 * since anybody can.
 */
export function companyDomainOf({ person }: Lead): string | undefined {
  const { email } = person;
  return email === undefined || email.free ? undefined : email.domain.toLowerCase();
}
