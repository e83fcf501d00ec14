import { SystemFailure, type SystemFailureDetails } from '../../workflow/system-failure.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import { HUBSPOT_DAY } from './hubspot-day.ts';
import { type HubspotError, readHubspotError } from './hubspot-error.ts';

/** Locks on a record last 2 s (HubSpot, 423). */
const LOCKED_MS = 2_000;

const SECOND_MS = 1_000;
const TEN_SECONDS_MS = 10_000;

/** The daily limit ends at midnight of the account's time zone, which the answer does not tell. */
const DAILY_LOOK_MS = 3_600_000;

const MIGRATION_MS = 60_000;

/**
 * Any answer that is not a success, as a SystemFailure whose `cause` is what HubSpot said, without
 * personal data. Statuses and bodies by HubSpot's error documentation; a 4xx is a definite "not
 * done", a 5xx leaves open whether it was.
 *
 * @param impersonal nothing of a person was sent, so HubSpot's message may be told in full
 */
export function hubspotFailure(answer: HttpAnswer, now: number, impersonal = false): SystemFailure {
  const error = readHubspotError(answer.text, impersonal);
  const details: SystemFailureDetails = {
    system: 'hubspot',
    status: answer.status,
    ...byStatus(answer, error, now),
  };
  return new SystemFailure(details, { cause: error });
}

/** An answer that says it is a success and cannot be read as one: the call may have been done. */
export function unreadableAnswer(status: number, found: string): SystemFailure {
  return new SystemFailure({
    system: 'hubspot',
    kind: 'unavailable',
    when: 'during',
    status,
    code: 'UNREADABLE_ANSWER',
    words: `${status} with ${found}`,
    advice:
      'Something between leadline and HubSpot answers in its place: look at HUBSPOT_BASE_URL and at proxies.',
  });
}

type Rest = Omit<SystemFailureDetails, 'system' | 'status'>;

function byStatus(answer: HttpAnswer, error: HubspotError, now: number): Rest {
  const asked = retryAfterMs(answer, now);
  const words = wordsOf(answer.status, error);
  switch (answer.status) {
    case 401:
      return {
        kind: 'unauthorised',
        when: 'after',
        code: error.category ?? 'INVALID_AUTHENTICATION',
        words,
        advice:
          'Renew HUBSPOT_ACCESS_TOKEN (HubSpot: Development > Keys > Service keys). An EU account may need HUBSPOT_BASE_URL=https://api-eu1.hubapi.com.',
      };
    case 403:
      return {
        kind: 'unauthorised',
        when: 'after',
        code: error.category ?? 'MISSING_SCOPES',
        words,
        advice: `Give the key the missing scope: ${error.scopes.join(' or ') || '`leadline doctor` names it'}.`,
      };
    case 408:
      return { kind: 'unavailable', when: 'during', words };
    case 423:
      return { kind: 'unavailable', when: 'after', code: 'LOCKED', retryAfterMs: LOCKED_MS, words };
    case 429:
      return { kind: 'throttled', when: 'after', words, ...limitOf(error, asked) };
    case 477:
      return {
        kind: 'throttled',
        when: 'after',
        code: 'MIGRATION_IN_PROGRESS',
        retryAfterMs: asked ?? MIGRATION_MS,
        words: '477 the account is being moved between data centres',
      };
    default:
      return answer.status >= 500
        ? {
            kind: 'unavailable',
            when: 'during',
            words,
            ...(asked !== undefined && { retryAfterMs: asked }),
          }
        : refusal(error, words);
  }
}

function limitOf(
  { policyName }: HubspotError,
  asked: number | undefined,
): Pick<Rest, 'code' | 'retryAfterMs' | 'advice'> {
  const code = policyName ?? 'RATE_LIMIT';
  const usual = { SECONDLY: SECOND_MS, DAILY: DAILY_LOOK_MS }[code] ?? TEN_SECONDS_MS;
  return {
    code,
    retryAfterMs: asked ?? usual,
    ...(code === 'DAILY' && { advice: HUBSPOT_DAY.advice }),
  };
}

/** Codes of a 400 that an administrator of the account can mend. */
const ADMIN_MENDS: Record<string, string> = {
  PROPERTY_DOESNT_EXIST:
    'Run `leadline setup hubspot`, or correct the name in crm.yaml, then replay.',
  MISSING_REQUIRED_PROPERTY:
    'The account requires a property that leadline does not send: map it in crm.yaml or relax the rule in HubSpot, then replay.',
  MISSING_CONDITIONAL_REQUIRED_PROPERTY:
    'The account requires a property under this condition: map it in crm.yaml or relax the rule in HubSpot, then replay.',
  INVALID_OPTION: 'Add the option to the property in HubSpot, or correct crm.yaml, then replay.',
};

const OWNER_MENDS =
  'HubSpot does not take this owner: reactivate the user there, or correct team.yaml, then replay.';

function refusal(error: HubspotError, words: string): Rest {
  const [first] = error.refused;
  const code = first?.code ?? error.category;
  const owner = code === 'INVALID_OPTION' && first?.property === 'hubspot_owner_id';
  const advice = owner ? OWNER_MENDS : ADMIN_MENDS[code ?? ''];
  return {
    kind: advice === undefined ? 'invalid' : 'refused',
    when: 'after',
    words,
    ...(code !== undefined && { code }),
    ...(advice !== undefined && { advice }),
  };
}

/** `400 INVALID_EMAIL email; INVALID_OPTION country` · `404 resource not found`. */
function wordsOf(status: number, error: HubspotError): string {
  const { refused, scopes, message, policyName, category, correlationId } = error;
  const told = refused.map(({ code, property }) => [code, property].filter(Boolean).join(' '));
  if (scopes.length > 0) told.push(`missing scope ${scopes.join(' or ')}`);
  if (told.length > 0) return `${status} ${told.join('; ')}`;
  const lookUp = correlationId && `(HubSpot's correlation id ${correlationId})`;
  const rest = [policyName ?? category, message ?? lookUp].filter((part) => part);
  return [status, ...(rest.length > 0 ? rest : ['without a readable error'])].join(' ');
}

/** The id that a 409 names: "Contact already exists. Existing ID: 2926551". */
export function existingIdIn(failure: SystemFailure): string | undefined {
  return errorOf(failure)?.existingId;
}

/** Properties that a 400 complains of, by code. */
export function refusedProperties(failure: SystemFailure): { code: string; property: string }[] {
  return (errorOf(failure)?.refused ?? []).flatMap(({ code, property }) =>
    property === undefined ? [] : [{ code, property }],
  );
}

/** Only `hubspotFailure` gives a failure a cause with `refused` in it. */
function errorOf({ cause }: SystemFailure): HubspotError | undefined {
  return typeof cause === 'object' && cause !== null && 'refused' in cause
    ? (cause as HubspotError)
    : undefined;
}
