import type { StandInAnswer } from '../stand-in.ts';

/** Graph API error answers, in Meta's own shape. */

export type GraphError = {
  message: string;
  type: 'OAuthException' | 'GraphMethodException';
  code: number;
  error_subcode?: number;
  is_transient?: boolean;
  error_user_title?: string;
  error_user_msg?: string;
};

export const INVALID_TOKEN: GraphError = {
  message: 'The access token could not be decrypted',
  type: 'OAuthException',
  code: 190,
};

export const RATE_LIMITED: GraphError = {
  message: 'User request limit reached',
  type: 'OAuthException',
  code: 17,
};

export const NOT_READY: GraphError = {
  message: '(#21009) The data set upload is temporarily not ready.',
  type: 'OAuthException',
  code: 21_009,
};

export const TOO_OLD: GraphError = {
  message: 'Invalid parameter',
  type: 'OAuthException',
  code: 100,
  error_subcode: 2_804_003,
  is_transient: false,
  error_user_title: 'Event Timestamp Too Old',
  error_user_msg:
    'The timestamp for this event is too far in the past. Events need to be sent from your server within 7 days of when they occurred.',
};

export function noSuchObject(id: string): GraphError {
  return {
    message: `Unsupported post request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    type: 'GraphMethodException',
    code: 100,
    error_subcode: 33,
  };
}

export function invalidParameter(title: string, says: string): GraphError {
  return {
    message: 'Invalid parameter',
    type: 'OAuthException',
    code: 100,
    error_subcode: 2_804_019,
    is_transient: false,
    error_user_title: title,
    error_user_msg: says,
  };
}

export function graphAnswer(error: GraphError, traceId: string): StandInAnswer {
  return {
    status: error.code === 190 ? 401 : 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: { ...error, fbtrace_id: traceId } }),
  };
}
