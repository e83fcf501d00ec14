import type { SystemFailureDetails } from '../../workflow/system-failure.ts';

/**
 * What each of Slack's error codes means for us: the documented list of chat.postMessage and of
 * the other methods we call (docs.slack.dev/reference/methods/chat.postMessage, August 2026).
 *
 * `during` only where Slack itself says that the call may have been carried out in part.
 */
export type CodeMeaning = Pick<SystemFailureDetails, 'kind' | 'when' | 'retryAfterMs'> & {
  words: string;
  advice: string;
};

type Group = Omit<CodeMeaning, 'words'> & { codes: Record<string, string> };

/** Slack counts most methods by the minute and posting by the second. */
export const RETRY_AFTER_UNSAID_MS = 10_000;

const NEW_TOKEN =
  'Put a bot token that works into SLACK_BOT_TOKEN (Slack app → OAuth & Permissions), restart, and run leadline doctor.';
const OTHER_CHANNEL =
  'Un-archive the channel or name another one for this market in markets.yaml, then replay.';
const OUR_MISTAKE =
  'Nothing to mend in the lead: report this code with the version of leadline, and replay after the upgrade.';
const WAIT = 'Nothing to mend: leadline tries again by itself; replay if it gave up.';

const groups: Group[] = [
  {
    kind: 'throttled',
    when: 'after',
    retryAfterMs: RETRY_AFTER_UNSAID_MS,
    advice: WAIT,
    codes: {
      ratelimited: 'too many calls',
      rate_limited: 'too many calls',
    },
  },
  {
    kind: 'unavailable',
    when: 'after',
    advice: WAIT,
    codes: {
      service_unavailable: 'Slack is down for a while',
      request_timeout: 'Slack did not get the whole request',
      message_limit_exceeded: 'the workspace sends too many messages',
      team_added_to_org: 'the workspace is being moved into an organisation',
      org_login_required: 'the workspace is being moved into an organisation',
    },
  },
  {
    kind: 'unavailable',
    when: 'after',
    retryAfterMs: 300_000,
    advice: WAIT,
    codes: { external_channel_migrating: 'the shared channel is being moved' },
  },
  {
    kind: 'unavailable',
    when: 'during',
    advice: WAIT,
    codes: {
      internal_error: 'Slack failed, perhaps after posting',
      fatal_error: 'Slack failed, perhaps after posting',
    },
  },
  {
    kind: 'unauthorised',
    when: 'after',
    advice: NEW_TOKEN,
    codes: {
      invalid_auth: 'Slack does not take the token, or not from this address',
      not_authed: 'no token was sent',
      account_inactive: 'the token belongs to a deleted user or workspace',
      token_revoked: 'the token was revoked',
      token_expired: 'the token has expired',
      not_allowed_token_type: 'this is no bot token',
    },
  },
  {
    kind: 'unauthorised',
    when: 'after',
    advice:
      'Add the scope to the Slack app (OAuth & Permissions), install the app again, and run leadline doctor.',
    codes: { missing_scope: 'the token lacks a scope' },
  },
  {
    kind: 'unauthorised',
    when: 'after',
    advice:
      'Ask an administrator of the Slack workspace to let the app in, then run leadline doctor.',
    codes: {
      team_access_not_granted: 'the app was not granted this workspace',
      accesslimited: 'the workspace is closed to this network',
      ekm_access_denied: 'administrators have suspended posting',
      enterprise_is_restricted: 'the organisation does not allow this call',
      two_factor_setup_required: 'the workspace wants two-factor login set up first',
    },
  },
  {
    kind: 'refused',
    when: 'after',
    advice: OTHER_CHANNEL,
    codes: {
      is_archived: 'the channel is archived',
      team_not_found: 'the channel belongs to a workspace that is gone',
      messages_tab_disabled: 'the recipient takes no messages from the app',
    },
  },
  {
    kind: 'refused',
    when: 'after',
    advice:
      'Check the channel id in markets.yaml and alerts.yaml, and invite the app if the channel is private (/invite), then replay.',
    codes: {
      channel_not_found: 'there is no such channel, or it is private and the app is not in it',
      not_in_channel: 'the app is not in the channel',
    },
  },
  {
    kind: 'refused',
    when: 'after',
    advice:
      'Let the app post in this channel (channel settings → posting permissions) or name another one in markets.yaml, then replay.',
    codes: {
      access_denied: 'the app may not use this channel',
      app_access_restricted: 'the app may not post there',
      no_permission: 'the app may not do this',
      restricted_action: 'a rule of the workspace forbids it',
      restricted_action_read_only_channel: 'the channel is read-only for the app',
      restricted_action_thread_only_channel: 'the channel takes replies in threads only',
      restricted_action_non_threadable_channel: 'the channel takes no replies in threads',
      restricted_action_thread_locked: 'the thread is locked',
    },
  },
  {
    kind: 'refused',
    when: 'after',
    advice: 'The message is gone from Slack; nothing to do unless it should be posted again.',
    codes: {
      thread_not_found: 'the thread is gone',
      invalid_thread_ts: 'that is no thread',
      message_not_found: 'the message is gone',
      cannot_reply_to_message: 'that message takes no replies',
      users_not_found: 'no member has this address',
      user_not_found: 'there is no such member',
    },
  },
  {
    kind: 'invalid',
    when: 'after',
    advice: OUR_MISTAKE,
    codes: {
      invalid_blocks: 'Slack does not take the layout',
      invalid_blocks_format: 'Slack does not take the layout',
      msg_too_long: 'the message is too long',
      msg_blocks_too_long: 'the message is too long',
      no_text: 'the message is empty',
      too_many_attachments: 'the message has too many attachments',
      attachment_payload_limit_exceeded: 'the message is too large',
      invalid_metadata_format: 'Slack does not take the metadata',
      invalid_metadata_schema: 'Slack does not take the metadata',
      metadata_too_large: 'Slack does not take the metadata',
      metadata_must_be_sent_from_app: 'metadata needs the token of an app',
      markdown_text_conflict: 'two kinds of text in one message',
      invalid_arguments: 'Slack does not take the arguments',
      invalid_arg_name: 'Slack does not take the arguments',
      invalid_array_arg: 'Slack does not take the arguments',
      invalid_charset: 'Slack could not read the request',
      invalid_form_data: 'Slack could not read the request',
      invalid_post_type: 'Slack could not read the request',
      missing_post_type: 'Slack could not read the request',
      unknown_method: 'Slack does not know the method: check SLACK_API_URL',
      method_deprecated: 'Slack has withdrawn the method',
      deprecated_endpoint: 'Slack has withdrawn the method',
    },
  },
];

const meanings = new Map<string, CodeMeaning>(
  groups.flatMap(({ codes, ...group }) =>
    Object.entries(codes).map(([code, words]): [string, CodeMeaning] => [
      code,
      { ...group, words },
    ]),
  ),
);

/** A code that is not on the list waits for a person: it would never mend itself by retrying. */
export function meaningOf(code: string): CodeMeaning {
  return (
    meanings.get(code) ?? {
      kind: 'refused',
      when: 'after',
      words: 'leadline does not know this reason',
      advice:
        'Look the code up under chat.postMessage on docs.slack.dev, mend it in Slack, then replay.',
    }
  );
}

export const LISTED_CODES: readonly string[] = [...meanings.keys()];

/** Slack took offence at how the message looks, not at the message. */
export function isAboutBlocks(code: string | undefined): boolean {
  return /^(?:invalid_blocks(?:_format)?|msg_blocks_too_long)$/.test(code ?? '');
}

export function isAboutMetadata(code: string | undefined): boolean {
  return /^(?:invalid_metadata_(?:format|schema)|metadata_too_large|metadata_must_be_sent_from_app)$/.test(
    code ?? '',
  );
}

/** The thread is gone, or never was one. */
export function isAboutThread(code: string | undefined): boolean {
  return /^(?:thread_not_found|invalid_thread_ts|cannot_reply_to_message|restricted_action_non_threadable_channel|restricted_action_thread_locked)$/.test(
    code ?? '',
  );
}
