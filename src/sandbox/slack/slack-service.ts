import type { StandInAnswer, StandInRequest, StandInService } from '../stand-in.ts';
import { answerChannelOrder, type ChannelControls, channelControls } from './channel-controls.ts';
import { chatMethods, type GoneThread } from './chat-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import { directoryMethods, validateBlocks } from './directory-methods.ts';
import { jsonField } from './json-field.ts';
import { type ChannelRate, createPostingRate } from './posting-rate.ts';
import { RESPONSE_PATH } from './press-button.ts';
import {
  readArguments,
  refused,
  type SlackCall,
  type SlackMethod,
  type SlackReply,
  writeReply,
} from './slack-call.ts';
import {
  type ChannelSeed,
  createWorkspace,
  type SlackMessage,
  type SlackUser,
  type SlackWorkspace,
} from './slack-workspace.ts';

/** The token that the sandbox knows if no other is named, with every scope that leadline uses. */
export const SANDBOX_TOKEN = 'xoxb-sandbox';
const SANDBOX_SCOPES = [
  'chat:write',
  'chat:write.public',
  'channels:history',
  'channels:join',
  'channels:read',
  'groups:history',
  'groups:read',
  'reactions:write',
  'users:read',
  'users:read.email',
];

export type SlackServiceOptions = {
  now: () => number;
  tokens?: { token: string; scopes: string[] }[];
  channels?: ChannelSeed[];
  users?: SlackUser[];
  /** Messages a channel takes. Slack documents about one a second and "short bursts". */
  rate?: ChannelRate;
  /** What a reply to a message that is gone meets. */
  goneThread?: GoneThread;
};

export type SlackState = {
  channels: unknown[];
  users: SlackUser[];
  messages: SlackMessage[];
  /** What was posted to response URLs, as it was sent. */
  responses: { url: string; body: unknown }[];
};

export type SlackService = Omit<StandInService, 'state'> & {
  state: () => SlackState;
} & ChannelControls;

/**
 * A Slack workspace with one bot in it: `POST /api/<method>` as the official client sends it.
 * For the demo, `POST /sandbox/channels/<id>/archive` and `…/unarchive`, `…/remove-bot`, and
 * `POST /sandbox/channels {"id", "name"}` do what a person would do in Slack.
 */
export function createSlackService(options: SlackServiceOptions): SlackService {
  const seed = {
    tokens: options.tokens ?? [{ token: SANDBOX_TOKEN, scopes: SANDBOX_SCOPES }],
    channels: options.channels ?? [],
    users: options.users ?? [],
  };
  const methods: Record<string, SlackMethod> = {
    ...chatMethods({ goneThread: options.goneThread ?? 'refuse' }),
    ...conversationMethods,
    ...directoryMethods,
  };
  const fresh = () => ({
    responses: [] as SlackState['responses'],
    workspace: createWorkspace(seed, options.now),
    rate: createPostingRate(options.rate ?? { perSecond: 1, burst: 10 }, options.now),
  });
  let held = fresh();
  const controls = channelControls(() => held.workspace);

  function answer(request: StandInRequest): StandInAnswer {
    if (request.path.startsWith('/sandbox/')) return answerChannelOrder(controls, request);
    if (request.path.startsWith(RESPONSE_PATH)) {
      held.responses.push({ url: request.path, body: jsonField(request.body) });
      return { status: 200, headers: { 'content-type': 'text/html' }, body: 'ok' };
    }
    const name = /^\/api\/([\w.]+)$/.exec(request.path)?.[1];
    if (!name)
      return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>404</html>' };
    const read = readArguments(request);
    if ('refusal' in read) return writeReply(read.refusal);
    if (name === 'blocks.validate') return writeReply(validateBlocks(read.args));
    const method = methods[name];
    if (!method) return writeReply(refused('unknown_method', { req_method: name }));
    const token = tokenOf(request, held.workspace);
    if ('refusal' in token) return writeReply(token.refusal);
    const { workspace, rate } = held;
    const call: SlackCall = {
      method: name,
      args: read.args,
      token: token.found,
      workspace,
      now: options.now,
    };
    const headers = {
      'x-oauth-scopes': call.token.scopes.join(','),
      'x-accepted-oauth-scopes': method.scopes.join(','),
    };
    const waitSeconds = name === 'chat.postMessage' ? rate.take(read.args.get('channel') ?? '') : 0;
    if (waitSeconds > 0) {
      const limited = { ...headers, 'retry-after': String(waitSeconds) };
      return writeReply(refused('ratelimited'), limited, 429);
    }
    return writeReply(permitted(method, call), headers);
  }

  return {
    answer,
    state: () => ({
      channels: [...held.workspace.channels.values()],
      users: [...held.workspace.users.values()],
      messages: held.workspace.messages,
      responses: held.responses,
    }),
    reset: () => void (held = fresh()),
    ...controls,
  };
}

function permitted(method: SlackMethod, call: SlackCall): SlackReply {
  const { scopes } = call.token;
  if (method.scopes.length > 0 && !method.scopes.some((scope) => scopes.includes(scope))) {
    return refused('missing_scope', {
      needed: method.scopes.join(','),
      provided: scopes.join(','),
    });
  }
  return method.run(call);
}

/** The token stands in the header only, where the official client puts it. */
function tokenOf(
  request: StandInRequest,
  workspace: SlackWorkspace,
): { found: SlackCall['token'] } | { refusal: SlackReply } {
  const sent = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (!sent) return { refusal: refused('not_authed') };
  const token = workspace.tokens.get(sent);
  if (!token) return { refusal: refused('invalid_auth') };
  const spent = {
    revoked: 'token_revoked',
    expired: 'token_expired',
    inactive: 'account_inactive',
  };
  return token.state === 'good' ? { found: token } : { refusal: refused(spent[token.state]) };
}
