import { checkBlocks, checkView } from './block-checker.ts';
import { isRecord, jsonField } from './json-field.ts';
import {
  done,
  missingField,
  refused,
  refusedWith,
  type SlackCall,
  type SlackMethod,
  type SlackReply,
  visibleChannel,
} from './slack-call.ts';
import { BOT, type SlackUser, TEAM } from './slack-workspace.ts';

const BLOCKS_TEXT_MAX = 100_000;

/** Everything that is neither posting nor channels. */
export const directoryMethods: Record<string, SlackMethod> = {
  'auth.test': { scopes: [], run: authTest },
  'users.lookupByEmail': { scopes: ['users:read.email'], run: lookupByEmail },
  'users.info': { scopes: ['users:read'], run: userInfo },
  'reactions.add': { scopes: ['reactions:write'], run: addReaction },
  'views.open': { scopes: [], run: openView },
};

function authTest(): SlackReply {
  return done({
    url: TEAM.url,
    team: TEAM.name,
    user: BOT.name,
    team_id: TEAM.id,
    user_id: BOT.userId,
    bot_id: BOT.id,
    is_enterprise_install: false,
  });
}

function lookupByEmail(call: SlackCall): SlackReply {
  const email = call.args.get('email')?.trim().toLowerCase();
  if (!email) return missingField('email');
  const user = [...call.workspace.users.values()].find(
    (each) => each.email?.toLowerCase() === email,
  );
  return user ? done({ user: described(user) }) : refused('users_not_found');
}

function userInfo(call: SlackCall): SlackReply {
  const user = call.workspace.users.get(call.args.get('user') ?? '');
  return user ? done({ user: described(user) }) : refused('user_not_found');
}

function described(user: SlackUser): Record<string, unknown> {
  return {
    id: user.id,
    team_id: TEAM.id,
    name: user.name,
    real_name: user.realName,
    deleted: user.deleted ?? false,
    is_bot: user.bot ?? false,
    profile: { real_name: user.realName, ...(user.email ? { email: user.email } : {}) },
  };
}

function addReaction(call: SlackCall): SlackReply {
  const channel = visibleChannel(call);
  if (!channel) return refused('channel_not_found');
  const message = call.workspace.message(channel.id, call.args.get('timestamp') ?? '');
  if (!message) return refused('message_not_found');
  const name = call.args.get('name') ?? '';
  if (!/^[a-z0-9_'+-]{1,100}$/.test(name)) return refused('invalid_name');
  if (message.reactions.includes(name)) return refused('already_reacted');
  message.reactions.push(name);
  return done();
}

/** A trigger lives for three seconds and is used once; here only its absence is noticed. */
function openView(call: SlackCall): SlackReply {
  if (!call.args.get('trigger_id')) return missingField('trigger_id');
  const view = jsonField(call.args.get('view') ?? '');
  const problems = checkView(view, '/view');
  if (problems.length > 0) {
    return refusedWith(
      'invalid_arguments',
      problems.map((each) => `${each.message} [json-pointer:${each.pointer}]`),
    );
  }
  return done({ view: { id: 'V0SANDBOX', ...(isRecord(view) ? view : {}) } });
}

/** `blocks.validate` needs no token, and answers in a format of its own. */
export function validateBlocks(args: Map<string, string>): SlackReply {
  const given = (['blocks', 'message', 'view'] as const).filter((name) => args.has(name));
  const [name] = given;
  if (given.length !== 1 || !name) return refused('invalid_arguments');
  const text = args.get(name) ?? '';
  if (text.length > BLOCKS_TEXT_MAX) return refused('invalid_arguments');
  const value = jsonField(text);
  const problems = {
    blocks: () => checkBlocks(value, '').problems,
    message: () => checkBlocks(isRecord(value) ? value['blocks'] : undefined).problems,
    view: () => checkView(value, ''),
  }[name]();
  if (problems.length === 0) return done();
  return refused('invalid_blocks', {
    errors: problems.map((each) => ({ code: 'failed_constraint', ...each })),
  });
}
