import { type StandIn, startStandIn } from '../stand-in.ts';
import type { ChannelControls } from './channel-controls.ts';
import { type Press, type Pressed, pressButton } from './press-button.ts';
import { createSlackService, type SlackServiceOptions, type SlackState } from './slack-service.ts';

export type SlackStandIn = Omit<StandIn, 'state'> &
  ChannelControls & {
    /** What `SLACK_API_URL` is set to. */
    apiUrl: string;
    state: () => SlackState;
    /** Somebody presses a button of a message. */
    press: (press: Press) => Promise<Pressed>;
  };

/** Starts the workspace of slack-service.ts on a port of its own. */
export async function startSlackStandIn(
  options: SlackServiceOptions & { port?: number },
): Promise<SlackStandIn> {
  const { answer, state, reset, ...controls } = createSlackService(options);
  const service = { answer, state, reset };
  const standIn = await startStandIn({
    name: 'slack',
    service,
    now: options.now,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const press = (given: Press) => pressButton(state().messages, standIn.url, options.now(), given);
  return { ...standIn, ...controls, state, press, apiUrl: `${standIn.url}/api/` };
}
