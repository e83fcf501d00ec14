import type { DecidedOwner, Decision } from '../routing/decision.ts';
import { nearestName } from './nearest-name.ts';

const DECISION = [
  'market',
  'marketTitle',
  'fallback',
  'pool',
  'outcome',
  'rung',
  'because',
  'configuration',
] as const satisfies (keyof Decision)[];

const OWNER = [
  'member',
  'name',
  'email',
  'slackId',
  'ownerId',
] as const satisfies (keyof DecidedOwner)[];

/**
 * The paths into a lead and its decision that crm.yaml (`from:`) and conversions.yaml (`{{…}}`)
 * may name. A path that is spelled wrong would simply never have a value, and nobody would notice.
 */
const FIXED = [
  'leadId',
  'source',
  'receivedAt',
  'message',
  ...['id', 'formId', 'formName'].map((key) => `submission.${key}`),
  ...['normalised', 'original', 'domain', 'free', 'disposable', 'role'].map(
    (key) => `person.email.${key}`,
  ),
  ...['original', 'e164', 'valid'].map((key) => `person.phone.${key}`),
  ...[
    'firstName',
    'lastName',
    'fullName',
    'company',
    'companyDomain',
    'website',
    'jobTitle',
    'companySize',
    'country',
    'region',
    'city',
    'postalCode',
    'language',
  ].map((key) => `person.${key}`),
  ...['pageUrl', 'landingPage', 'referrer', 'utmFrom', 'ga.clientId', 'ga.sessionId'].map(
    (key) => `attribution.${key}`,
  ),
  ...['firstTouch', 'lastTouch'].flatMap((touch) =>
    ['at', 'landingPage', 'referrer'].map((key) => `attribution.${touch}.${key}`),
  ),
  ...['ip', 'userAgent', 'locale', 'timeZone'].map((key) => `visitor.${key}`),
  'consent.text',
  'consent.version',
  ...DECISION.map((key) => `decision.${key}`),
  ...OWNER.map((key) => `decision.owner.${key}`),
];

/** Behind these any name may follow. */
const OPEN = [
  'extra.',
  'consent.purposes.',
  ...['', 'firstTouch.', 'lastTouch.'].flatMap((touch) =>
    ['utm.', 'clickIds.'].map((key) => `attribution.${touch}${key}`),
  ),
  'attribution.raw.',
  'attribution.cookies.',
];

function isLeadPath(path: string): boolean {
  return FIXED.includes(path) || OPEN.some((open) => path.startsWith(open) && path !== open);
}

/** Why a path leads nowhere, or undefined when it is good. */
export function leadPathProblem(path: string): string | undefined {
  if (isLeadPath(path)) return undefined;
  const meant = nearestName(path, FIXED);
  const advice = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `"${path}" is no path into a lead or its decision, so it would never have a value${advice}`;
}
