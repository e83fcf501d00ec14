import { z } from 'zod';
import { inWords } from '../wording.ts';
import type { Condition } from './condition.ts';
import { asList, type OneOrMany, oneOrMany } from './one-of.ts';
import type { MailDomain, Question } from './question.ts';

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
  questions: (settings) => {
    const { oneOf, free } = wantedDomain(settings);
    return [asksDomain(oneOf, free)];
  },
};

/** The setting in its long form: a domain or a list of them is short for `oneOf`. */
export function wantedDomain(settings: EmailDomain): {
  oneOf: string[] | undefined;
  free: boolean | undefined;
} {
  if (typeof settings === 'string' || Array.isArray(settings)) {
    return { oneOf: asList(settings), free: undefined };
  }
  const { oneOf, free } = settings;
  return { oneOf: oneOf === undefined ? undefined : asList(oneOf), free };
}

function asksDomain(oneOf: string[] | undefined, free: boolean | undefined): Question {
  const domains = oneOf && new Set(oneOf);
  const passes = (email: MailDomain | undefined) =>
    email !== undefined &&
    (free === undefined || email.free === free) &&
    (domains === undefined || parentAmong(email.domain.toLowerCase(), domains) !== undefined);
  const wanted = [
    ...(oneOf === undefined ? [] : [inWords(oneOf, 'or')]),
    ...(free === undefined ? [] : [free ? 'a free provider' : 'no free provider']),
  ];
  return {
    attribute: 'emailDomain',
    holds: (lead) => passes(lead.person.email),
    found: ({ person: { email } }) =>
      email === undefined
        ? 'e-mail domain is not known'
        : `e-mail domain is ${email.domain}${email.free ? ' (a free provider)' : ''}`,
    summary: ({ person: { email } }) =>
      `e-mail domain ${email === undefined ? 'is not known' : summaryOf(email, domains, free)}`,
    wanted: wanted.join(', '),
    asks: { kind: 'domain', domains: oneOf ?? [], passes },
  };
}

/** Names no domain but the configured ones. */
function summaryOf(
  email: MailDomain,
  domains: ReadonlySet<string> | undefined,
  free: boolean | undefined,
): string {
  const parent = domains && parentAmong(email.domain.toLowerCase(), domains);
  const is = parent === email.domain.toLowerCase() ? 'is' : 'is under';
  const whose = email.free ? "is a free provider's" : "is no free provider's";
  const isNot = `is not ${inWords([...(domains ?? [])], 'or')}`;
  return inWords(
    [
      ...(domains === undefined ? [] : [parent === undefined ? isNot : `${is} ${parent}`]),
      ...(free === undefined ? [] : [whose]),
    ],
    'and',
  );
}

/** The domain itself, or one above it: `berlin.acme.com` is under `acme.com`. */
function parentAmong(domain: string, parents: ReadonlySet<string>): string | undefined {
  for (let rest = domain; ; ) {
    if (parents.has(rest)) return rest;
    const dot = rest.indexOf('.');
    if (dot < 0) return undefined;
    rest = rest.slice(dot + 1);
  }
}
