import { describe, expect, it } from '@jest/globals';
import { LISTED_CODES, meaningOf } from '../../../../src/systems/slack/slack-error-codes.ts';
import { slackFailure } from '../../../../src/systems/slack/slack-failures.ts';
import { SystemFailure } from '../../../../src/workflow/system-failure.ts';

const NOW = Date.UTC(2026, 10, 20);

/** The documented errors of chat.postMessage and its neighbours, by what has to happen next. */
const DOCUMENTED = {
  throttled: ['ratelimited', 'rate_limited'],
  unavailable: [
    'service_unavailable',
    'request_timeout',
    'message_limit_exceeded',
    'team_added_to_org',
    'org_login_required',
    'external_channel_migrating',
    'internal_error',
    'fatal_error',
  ],
  unauthorised: [
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'missing_scope',
    'not_allowed_token_type',
    'team_access_not_granted',
    'accesslimited',
    'ekm_access_denied',
    'enterprise_is_restricted',
    'two_factor_setup_required',
  ],
  refused: [
    'no_permission',
    'access_denied',
    'app_access_restricted',
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'restricted_action_thread_locked',
    'messages_tab_disabled',
    'team_not_found',
  ],
  invalid: [
    'invalid_blocks',
    'invalid_blocks_format',
    'msg_too_long',
    'msg_blocks_too_long',
    'no_text',
    'too_many_attachments',
    'attachment_payload_limit_exceeded',
    'invalid_metadata_format',
    'invalid_metadata_schema',
    'metadata_too_large',
    'metadata_must_be_sent_from_app',
    'markdown_text_conflict',
    'invalid_arguments',
    'invalid_arg_name',
    'invalid_array_arg',
    'invalid_charset',
    'invalid_form_data',
    'invalid_post_type',
    'missing_post_type',
    'unknown_method',
    'method_deprecated',
    'deprecated_endpoint',
  ],
} as const;

const platformError = (data: Record<string, unknown>) =>
  Object.assign(new Error('An API error occurred'), { code: 'slack_webapi_platform_error', data });

const httpError = (statusCode: number, body: unknown) =>
  Object.assign(new Error('http'), { code: 'slack_webapi_http_error', statusCode, body });

describe('what Slack’s reasons mean', () => {
  it.each(Object.entries(DOCUMENTED).flatMap(([kind, codes]) => codes.map((code) => [code, kind])))(
    '%s is %s',
    (code, kind) => {
      const failure = slackFailure(platformError({ ok: false, error: code }), NOW);
      expect(failure.details).toMatchObject({ system: 'slack', kind, code });
      expect(failure.details.advice).toMatch(/\.$/);
    },
  );

  it('knows every documented reason by name', () => {
    const documented: string[] = Object.values(DOCUMENTED).flat();
    expect(documented.filter((code) => !LISTED_CODES.includes(code))).toEqual([]);
  });

  it('leaves open whether it was posted only where Slack says so itself', () => {
    const open = LISTED_CODES.filter((code) => meaningOf(code).when === 'during');
    expect(open).toEqual(['internal_error', 'fatal_error']);
  });

  it('says where in the layout the mistake is, and nothing of what stood there', () => {
    const errors = ['must be less than 3001 characters [json-pointer:/blocks/2/fields/0/text]'];
    const { details } = slackFailure(platformError({ error: 'invalid_blocks', errors }), NOW);
    expect(details.words).toBe(
      'Slack does not take the layout (invalid_blocks at /blocks/2/fields/0/text)',
    );
  });
});

describe('errors that are none of the client’s own', () => {
  it('knows a body that stalled until the time was up', () => {
    const stalled = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    expect(slackFailure(stalled, NOW).details).toMatchObject({
      kind: 'unavailable',
      when: 'during',
      code: 'TimeoutError',
    });
  });

  it('finds the reason however deep it is wrapped', () => {
    const cause = Object.assign(new Error('connect'), { code: 'UND_ERR_CONNECT_TIMEOUT' });
    const original = new Error('no answer', { cause: new TypeError('fetch failed', { cause }) });
    const error = Object.assign(new Error('A request error occurred'), {
      code: 'slack_webapi_request_error',
      original,
    });
    expect(slackFailure(error, NOW).details).toMatchObject({
      kind: 'unavailable',
      when: 'before',
      code: 'UND_ERR_CONNECT_TIMEOUT',
    });
  });

  it.each([[undefined], [null], ['a string'], [new TypeError('of null')]])(
    'takes anything else for an answer that never came: %p',
    (thrown) => {
      expect(slackFailure(thrown, NOW).details).toMatchObject({
        kind: 'unavailable',
        when: 'during',
      });
    },
  );

  it('hands on a failure that was already told', () => {
    const told = new SystemFailure({ system: 'slack', kind: 'refused', when: 'after', words: '' });
    expect(slackFailure(told, NOW)).toBe(told);
  });
});

describe('a status that Slack does not use', () => {
  it('believes a reason that comes with a 4xx', () => {
    const failure = slackFailure(httpError(403, { ok: false, error: 'invalid_auth' }), NOW);
    expect(failure.details).toMatchObject({ kind: 'unauthorised', status: 403 });
  });

  it('takes an outage for an outage, whatever its page says', () => {
    const failure = slackFailure(httpError(503, { ok: false, error: 'channel_not_found' }), NOW);
    expect(failure.details).toMatchObject({ kind: 'unavailable', when: 'during', status: 503 });
  });
});
