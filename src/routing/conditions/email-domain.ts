import { z } from 'zod';
import type { EmailAddress } from '../../lead/contact-details.ts';
import type { ConditionCheck } from '../decision.ts';
import { inWords } from '../wording.ts';
import { type Condition, compared } from './condition.ts';
import { asList, type OneOrMany, oneOrMany } from './one-of.ts';

/** Leads carry their domains in ASCII, so the configured ones are brought to ASCII too. */
function inAscii(domain: string): string {
  const asUrl = `http://${domain}`;
  return URL.canParse(asUrl) && /^[^/@:?#\s]+$/u.test(domain) ? new URL(asUrl).hostname : domain;
}

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .overwrite(inAscii)
  .regex(
    /^[a-z0-9-]+(\.[a-z0-9-]+)*$/,
    'expected a domain such as acme.com (without @ or *; its subdomains are meant too)',
  );

const detailed = z
  .strictObject({ oneOf: oneOrMany(domain).optional(), free: z.boolean().optional() })
  .refine(({ oneOf, free }) => oneOf !== undefined || free !== undefined, {
    error: 'expected oneOf, free or both',
  });

type EmailDomain = OneOrMany | z.infer<typeof detailed>;

/**
 * `emailDomain: [acme.com]` the domain itself and its subdomains ·
 * `emailDomain: { free: false }` no gmail.com and the like.
 */
export const emailDomain: Condition<EmailDomain> = {
  schema: z.union([domain, z.array(domain).min(1), detailed], {
    error: 'expected a domain, a list of domains, or { oneOf: [acme.com], free: false }',
  }),
  check: (lead, _match, settings) => {
    const { oneOf, free } =
      typeof settings === 'string' || Array.isArray(settings)
        ? { oneOf: settings, free: undefined }
        : settings;
    return checkDomain(lead.person.email, oneOf === undefined ? undefined : asList(oneOf), free);
  },
};

function checkDomain(
  email: EmailAddress | undefined,
  oneOf: string[] | undefined,
  free: boolean | undefined,
): ConditionCheck {
  const wanted = [
    ...(oneOf === undefined ? [] : [inWords(oneOf, 'or')]),
    ...(free === undefined ? [] : [free ? 'a free provider' : 'no free provider']),
  ].join(', ');
  if (email === undefined) {
    return compared(false, 'e-mail domain is not known', wanted);
  }
  const matched =
    (free === undefined || email.free === free) &&
    (oneOf === undefined || oneOf.some((one) => isUnder(email.domain.toLowerCase(), one)));
  const remark = email.free ? ' (a free provider)' : '';
  return compared(matched, `e-mail domain is ${email.domain}${remark}`, wanted);
}

function isUnder(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}
