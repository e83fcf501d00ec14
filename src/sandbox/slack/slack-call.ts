import type { StandInAnswer, StandInRequest } from '../stand-in.ts';
import type { SlackChannel, SlackToken, SlackWorkspace } from './slack-workspace.ts';

/** One Web API call, after its wire format has been read. */
export type SlackCall = {
  method: string;
  args: Map<string, string>;
  token: SlackToken;
  workspace: SlackWorkspace;
  now: () => number;
};

export type SlackReply = { ok: boolean; error?: string } & Record<string, unknown>;

export type SlackMethod = {
  /** Any one of these will do. Empty: every good token may call it. */
  scopes: string[];
  run: (call: SlackCall) => SlackReply;
};

export const done = (fields: Record<string, unknown> = {}): SlackReply => ({ ok: true, ...fields });

export const refused = (error: string, fields: Record<string, unknown> = {}): SlackReply => ({
  ok: false,
  error,
  ...fields,
});

/** A refusal that explains itself the way Slack does, in `response_metadata.messages`. */
export function refusedWith(error: string, messages: string[]): SlackReply {
  const response = { messages: messages.map((message) => `[ERROR] ${message}`) };
  return refused(error, { response_metadata: response });
}

export const missingField = (name: string) =>
  refusedWith('invalid_arguments', [`missing required field: ${name}`]);

export function flag(call: SlackCall, name: string): boolean | undefined {
  const value = call.args.get(name);
  return value === undefined ? undefined : value === 'true' || value === '1';
}

export function hasScope(call: SlackCall, scope: string): boolean {
  return call.token.scopes.includes(scope);
}

export function lacksScope(call: SlackCall, needed: string): SlackReply {
  return refused('missing_scope', { needed, provided: call.token.scopes.join(',') });
}

/**
 * The channel as this bot sees it. A private channel that it is not in does not exist for it.
 * Channels go by their id; names are not looked up.
 */
export function visibleChannel(call: SlackCall): SlackChannel | undefined {
  const channel = call.workspace.channels.get(call.args.get('channel') ?? '');
  return channel && (!channel.private || channel.botIsMember) ? channel : undefined;
}

/**
 * Reads the arguments, or answers what Slack answers to a request in another format. The official
 * client only ever sends urlencoded fields, with objects as JSON inside of them.
 */
export function readArguments(
  request: StandInRequest,
): { args: Map<string, string> } | { refusal: SlackReply } {
  if (request.method === 'GET') return { args: new Map(request.query) };
  if (request.body === '') return { args: new Map() };
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (!type) return { refusal: refused('missing_post_type') };
  if (type === 'application/json') return { refusal: refused('invalid_form_data') };
  if (type !== 'application/x-www-form-urlencoded')
    return { refusal: refused('invalid_post_type') };
  return { args: new Map(new URLSearchParams(request.body)) };
}

/** Everything but a rate limit is 200. */
export function writeReply(
  reply: SlackReply,
  headers: Record<string, string> = {},
  status = 200,
): StandInAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(reply),
  };
}
