import type { StandInAnswer, StandInRequest } from '../stand-in.ts';
import { isRecord, jsonField } from './json-field.ts';
import type { ChannelSeed, SlackChannel, SlackToken, SlackWorkspace } from './slack-workspace.ts';

/** What people do in a workspace while leadline runs. Unknown ids throw. */
export type ChannelControls = {
  createChannel: (seed: ChannelSeed) => SlackChannel;
  archiveChannel: (id: string) => void;
  unarchiveChannel: (id: string) => void;
  removeBot: (id: string) => void;
  /** Somebody deletes a message. */
  deleteMessage: (channel: string, ts: string) => void;
  setToken: (token: string, change: Partial<Omit<SlackToken, 'token'>>) => void;
};

export function channelControls(workspace: () => SlackWorkspace): ChannelControls {
  function change(id: string, to: Partial<SlackChannel>): void {
    const channel = workspace().channels.get(id);
    if (!channel) throw new Error(`no such channel in the sandbox: ${id}`);
    Object.assign(channel, to);
  }
  return {
    createChannel: (seed) => workspace().createChannel(seed),
    archiveChannel: (id) => change(id, { archived: true }),
    unarchiveChannel: (id) => change(id, { archived: false }),
    removeBot: (id) => change(id, { botIsMember: false }),
    deleteMessage: (channel, ts) => {
      const { messages } = workspace();
      const at = messages.findIndex((each) => each.channel === channel && each.ts === ts);
      if (at >= 0) messages.splice(at, 1);
    },
    setToken: (token, to) => {
      const held = workspace().tokens.get(token);
      if (!held) throw new Error('no such token in the sandbox');
      Object.assign(held, to);
    },
  };
}

/** The same over HTTP, for the demo. */
export function answerChannelOrder(
  controls: ChannelControls,
  request: StandInRequest,
): StandInAnswer {
  const [, id = '', order = ''] =
    /^\/sandbox\/channels(?:\/(\w+)\/([a-z-]+))?$/.exec(request.path) ?? [];
  const orders: Record<string, () => void> = {
    archive: () => controls.archiveChannel(id),
    unarchive: () => controls.unarchiveChannel(id),
    'remove-bot': () => controls.removeBot(id),
    '': () => void controls.createChannel(readSeed(request.body)),
  };
  const run = orders[order];
  if (request.method !== 'POST' || !run || !request.path.startsWith('/sandbox/channels')) {
    return json(404, { error: `no such order: ${request.method} ${request.path}` });
  }
  try {
    run();
    return json(200, { done: true });
  } catch (error) {
    return json(400, { error: String(error) });
  }
}

function readSeed(body: string): ChannelSeed {
  const sent = jsonField(body);
  if (!isRecord(sent) || typeof sent['id'] !== 'string') throw new Error('expected {"id": "C…"}');
  return { id: sent['id'], ...(typeof sent['name'] === 'string' ? { name: sent['name'] } : {}) };
}

function json(status: number, value: unknown): StandInAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
