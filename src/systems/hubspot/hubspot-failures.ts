import { SystemFailure, type SystemFailureDetails } from '../../workflow/system-failure.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { retryAfterMs } from '../http/retry-after.ts';

/** HubSpot's error envelope; every member may be missing (HubSpot, "Handling errors"). */
export type HubspotError = {
  message?: string;
  category?: string;
  policyName?: string;
  errors?: {
    message?: string;
    code?: string;
    context?: { propertyName?: string[]; requiredGranularScopes?: string[] };
  }[];
};

/** Locks on a record last 2 s (HubSpot, 423). */
const LOCKED_MS = 2_000;

const SECOND_MS = 1_000;
const TEN_SECONDS_MS = 10_000;

/** The daily limit ends at midnight of the account's time zone, which the answer does not tell. */
const DAILY_LOOK_MS = 3_600_000;

const MIGRATION_MS = 60_000;

/**
 * Any answer that is not a success, as a SystemFailure whose `cause` is the parsed error body.
 * Statuses and bodies by HubSpot's error documentation; a 4xx is a definite "not done", a 5xx
 * leaves open whether it was.
 */
export function hubspotFailure(answer: HttpAnswer, now: number): SystemFailure {
  const error = parsed(answer.text);
  const details: SystemFailureDetails = {
    system: 'hubspot',
    status: answer.status,
    ...byStatus(answer, error, now),
  };
  return new SystemFailure(details, { cause: error });
}

type Rest = Omit<SystemFailureDetails, 'system' | 'status'>;

function byStatus(answer: HttpAnswer, error: HubspotError, now: number): Rest {
  const asked = retryAfterMs(answer, now);
  const words = safeWords(answer.status, error);
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
        advice: `Give the key the missing scope: ${scopesOf(error).join(', ') || 'leadline doctor names it'}.`,
      };
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
        words: 'the account is being moved between data centres',
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
  error: HubspotError,
  asked: number | undefined,
): Pick<Rest, 'code' | 'retryAfterMs'> {
  const code = error.policyName ?? 'RATE_LIMIT';
  const usual = { SECONDLY: SECOND_MS, DAILY: DAILY_LOOK_MS }[code] ?? TEN_SECONDS_MS;
  return { code, retryAfterMs: asked ?? usual };
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

function refusal(error: HubspotError, words: string): Rest {
  const code = error.errors?.find((each) => each.code)?.code ?? error.category;
  const advice = ADMIN_MENDS[code ?? ''];
  return {
    kind: advice === undefined ? 'invalid' : 'refused',
    when: 'after',
    words,
    ...(code !== undefined && { code }),
    ...(advice !== undefined && { advice }),
  };
}

/**
 * What may be told: HubSpot repeats sent values in `message` ("Email address ada@… is invalid"),
 * so only codes and property names are taken, and the message where it has neither.
 */
function safeWords(status: number, error: HubspotError): string {
  const told = (error.errors ?? [])
    .filter(({ code }) => code !== undefined)
    .map(({ code, context }) => [code, ...(context?.propertyName ?? [])].join(' '));
  const scopes = scopesOf(error);
  if (scopes.length > 0) told.push(`missing scope ${scopes.join(', ')}`);
  if (told.length > 0) return `${status} ${told.join('; ')}`;
  const message = (error.message ?? '').replace(/\S+@\S+/g, '(address)').slice(0, 200);
  return [status, error.policyName ?? error.category, message].filter(Boolean).join(' ');
}

function scopesOf(error: HubspotError): string[] {
  return (error.errors ?? []).flatMap(({ context }) => context?.requiredGranularScopes ?? []);
}

function parsed(text: string): HubspotError {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as HubspotError) : {};
  } catch {
    // A gateway's HTML page: its status says all there is to know.
    return {};
  }
}

/** The id that a 409 names: "Contact already exists. Existing ID: 2926551". */
export function existingIdIn(failure: SystemFailure): string | undefined {
  const { message, errors } = (failure.cause ?? {}) as HubspotError;
  return [message, ...(errors ?? []).map((each) => each.message)]
    .map((text) => /Existing ID:\s*(\d+)/.exec(text ?? '')?.[1])
    .find((id) => id !== undefined);
}

/** Properties that a 400 complains of, by code. */
export function refusedProperties(failure: SystemFailure): { code: string; property: string }[] {
  const { errors } = (failure.cause ?? {}) as HubspotError;
  return (errors ?? []).flatMap(({ code, context }) =>
    (context?.propertyName ?? []).map((property) => ({ code: code ?? '', property })),
  );
}
