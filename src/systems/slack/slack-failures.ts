import { SystemFailure, type SystemFailureDetails } from '../../workflow/system-failure.ts';
import { isNeverSent } from '../http/http-client.ts';
import { meaningOf, RETRY_AFTER_UNSAID_MS } from './slack-error-codes.ts';

/** Slack's codes look like this. Anything else in their place is no answer of Slack's. */
const CODE = /^[a-z0-9_]{1,64}$/;

const RETRY_AFTER_MIN_MS = 1_000;

/** Slack's windows are a minute long; an hour is already a mistake or a closed door. */
const RETRY_AFTER_MAX_MS = 3_600_000;

const NOT_SLACK =
  'This is not how Slack answers: check SLACK_API_URL and any proxy on the way, then replay.';
const REPLAY = 'Nothing to mend in the lead: replay once Slack answers again.';

/**
 * Turns whatever the Slack client threw into a SystemFailure. Errors are read by their fields and
 * never by their class, since the client lets through errors of fetch and of the body's reader
 * that are none of its own.
 */
export function slackFailure(error: unknown, nowMs: number): SystemFailure {
  if (error instanceof SystemFailure) return error;
  const details = detailsOf(error, nowMs);
  // What was answered stays out of the failure: an error page may repeat what it was sent.
  const cause = details.status === undefined ? { cause: error } : {};
  return new SystemFailure({ system: 'slack', ...details }, cause);
}

type Details = Omit<SystemFailureDetails, 'system'>;

function detailsOf(error: unknown, nowMs: number): Details {
  switch (field(error, 'code')) {
    case 'slack_webapi_platform_error':
      return saidNo(field(error, 'data'));
    case 'slack_webapi_rate_limited_error':
      return throttled(Number(field(error, 'retryAfter')) * 1_000);
    case 'slack_webapi_http_error':
      return oddStatus(error);
    default:
      return refusedWithoutTime(error, nowMs) ?? noAnswer(error);
  }
}

/** `{"ok": false, "error": …}`: Slack answers this with status 200. */
function saidNo(data: unknown): Details {
  const code = field(data, 'error');
  if (typeof code !== 'string' || !CODE.test(code)) return unreadable();
  const { words, ...meaning } = meaningOf(code);
  const retryAfter = field(field(data, 'response_metadata'), 'retryAfter');
  if (meaning.kind === 'throttled') {
    return throttled(typeof retryAfter === 'number' ? retryAfter * 1_000 : undefined, code);
  }
  return { ...meaning, code, status: 200, words: `${words} (${code}${hint(code, data)})` };
}

/** What else Slack said that is safe to repeat: a scope's name, a place in the layout. */
function hint(code: string, data: unknown): string {
  const needed = field(data, 'needed');
  if (
    code === 'missing_scope' &&
    typeof needed === 'string' &&
    /^[a-z:._,-]{1,120}$/.test(needed)
  ) {
    return `: ${needed}`;
  }
  const pointer = /\[json-pointer:([\w/]{1,120})\]/.exec(JSON.stringify(data))?.[1];
  return pointer ? ` at ${pointer}` : '';
}

function throttled(retryAfterMs: number | undefined, code = 'ratelimited'): Details {
  const asked = Number.isFinite(retryAfterMs) ? Number(retryAfterMs) : RETRY_AFTER_UNSAID_MS;
  return {
    kind: 'throttled',
    when: 'after',
    retryAfterMs: Math.min(Math.max(asked, RETRY_AFTER_MIN_MS), RETRY_AFTER_MAX_MS),
    code,
    status: 429,
    words: 'too many calls',
    advice: 'Nothing to mend: leadline waits and goes on by itself.',
  };
}

/**
 * 429 with a Retry-After that the client cannot read: it then throws a plain Error with the header
 * in its message. A date is allowed there, by HTTP's own rules.
 */
function refusedWithoutTime(error: unknown, nowMs: number): Details | undefined {
  const message = field(error, 'message');
  if (typeof message !== 'string') return undefined;
  if (!message.startsWith('Retry header did not contain a valid timeout')) return undefined;
  const date = Date.parse(/retry-after header: (.{1,60})\)$/.exec(message)?.[1] ?? '');
  return throttled(Number.isNaN(date) ? undefined : date - nowMs);
}

/** Slack itself answers 200 and 429 only, apart from outages. */
function oddStatus(error: unknown): Details {
  const status = Number(field(error, 'statusCode'));
  const code = field(field(error, 'body'), 'error');
  // An outage is an outage, whatever the page says that comes with it.
  if (status < 500 && typeof code === 'string' && CODE.test(code)) {
    return { ...saidNo(field(error, 'body')), status };
  }
  const broken = status >= 500 || status === 408;
  return {
    kind: 'unavailable',
    when: broken ? 'during' : 'after',
    code: `http_${status}`,
    status,
    words: `answered with status ${status}`,
    advice: broken ? REPLAY : NOT_SLACK,
  };
}

/** A page of HTML, half an answer, nothing: whether the call was carried out cannot be known. */
export function unreadable(): Details {
  return {
    kind: 'unavailable',
    when: 'during',
    code: 'unreadable_answer',
    status: 200,
    words: 'the answer could not be read',
    advice: NOT_SLACK,
  };
}

function noAnswer(error: unknown): Details {
  const chain = causes(error);
  const timedOut = chain.some((each) => field(each, 'name') === 'TimeoutError');
  const code =
    chain.map((each) => field(each, 'code')).find(isNetworkCode) ??
    (timedOut ? 'TimeoutError' : 'no_answer');
  return {
    kind: 'unavailable',
    when: isNeverSent(code) ? 'before' : 'during',
    code,
    words: `no answer (${code})`,
    advice: REPLAY,
  };
}

/** `ECONNRESET`, `UND_ERR_SOCKET`, `CERT_HAS_EXPIRED`: Node's and undici's own. */
function isNetworkCode(code: unknown): code is string {
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code);
}

/** The error, what it was made of, and so on inwards. */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let next: unknown = error;
  while (next !== undefined && next !== null && chain.length < 6) {
    chain.push(next);
    next = field(next, 'original') ?? field(next, 'cause');
  }
  return chain;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
