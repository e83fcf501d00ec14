import { startSandbox } from '../sandbox/sandbox.ts';
import type { Settings } from '../settings/settings.ts';
import { demoVariables } from './demo/demo-variables.ts';
import { type CommandIo, openSettings } from './open-settings.ts';
import { sandboxCompany } from './sandbox-company.ts';
import { type Running, stopWhatWasStarted } from './stop-what-was-started.ts';

export type SandboxOptions = { config?: string; port?: number };

const FIRST_PORT = 4010;

/** `leadline sandbox`: the stand-ins alone, playing the company of the configuration. */
export async function runSandbox(options: SandboxOptions, io: CommandIo): Promise<0 | 1 | 2> {
  const settings = openSettings(options, { ...io, env: demoVariables('', {}) });
  if (!settings) return 1;
  return stopWhatWasStarted((running) => playUntilTold(settings, options, io, running), {
    interrupted: 0,
  });
}

async function playUntilTold(
  settings: Settings,
  options: SandboxOptions,
  io: CommandIo,
  { started, toldToStop }: Running,
): Promise<0> {
  const sandbox = await startSandbox({
    company: sandboxCompany(settings),
    now: () => Date.now(),
    random: () => Math.random(),
    firstPort: options.port ?? FIRST_PORT,
  });
  await started(sandbox.close);
  const { hubspot, slack, ga4, meta, webhook } = sandbox;
  // With the demo's secrets of senders, so that `leadline start` finds every variable it asks for.
  const {
    LEADLINE_DATA: _folder,
    LEADLINE_LOG_LEVEL: _level,
    ...told
  } = demoVariables('', sandbox.variables);
  const variables = Object.entries(told).map(([name, value]) => `  ${name}=${value}`);
  io.print(
    [
      'The sandbox is up. Environment for leadline:',
      ...variables,
      '',
      'Of each stand-in: GET /__state, GET /__journal, POST /__fail, /__mend, /__latency, /__reset.',
      ...[hubspot, slack, ga4, meta, webhook].map(({ name, url }) => `  ${name.padEnd(18)}${url}`),
      `For example, HubSpot's next three answers a 429:`,
      `  curl -d '{"times":3,"status":429}' ${hubspot.url}/__fail`,
      'Ctrl-C stops it.',
    ].join('\n'),
  );
  await toldToStop;
  return 0;
}
