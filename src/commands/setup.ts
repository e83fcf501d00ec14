import { readEnvironment } from '../settings/environment.ts';
import { missingCredentials } from '../settings/missing-credentials.ts';
import { type HubspotSetup, setupHubspot } from '../systems/hubspot/hubspot-setup.ts';
import { reachRedis } from '../systems/redis/reach-redis.ts';
import { slackAppManifest, slackInstallLink } from '../systems/slack/app-manifest.ts';
import { composeAside, withoutRedis } from './compose-aside.ts';
import { type CommandIo, openSettings, type SettingsOptions } from './open-settings.ts';
import { type ExitCode, type JsonOption, printProblem, printResult } from './print-result.ts';
import { indented } from './table.ts';

/** `leadline setup hubspot|slack`: prepares the outside systems as far as a program can. */
export function runSetup(
  system: 'hubspot' | 'slack',
  options: SettingsOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return system === 'hubspot' ? setUpHubspotAccount(options, io) : printSlackApp(options, io);
}

/**
 * Makes the property group and the properties that crm.yaml relies on.
 * May be run again at any time; what is there is left as it is.
 */
async function setUpHubspotAccount(options: SettingsOptions, io: CommandIo): Promise<ExitCode> {
  const settings = openSettings(options, io);
  if (!settings) return 1;
  const missing = missingCredentials(settings.environment).find(
    ({ variable }) => variable === 'HUBSPOT_ACCESS_TOKEN',
  );
  if (missing) {
    printProblem(options, io, missing);
    return 1;
  }
  // Redis only holds the budget of calls here, so any will do.
  const { redisUrl } = settings.environment.secrets;
  const reachable = redisUrl === undefined || (await reachRedis(redisUrl)).ok;
  const done = await composeAside(reachable ? settings : withoutRedis(settings), ({ hubspot }) =>
    setupHubspot({ api: hubspot, settings: settings.crm }),
  );
  const ok = done.problems.length === 0;
  printResult(options, io, { ok, ...done }, inWords(done));
  return ok ? 0 : 1;
}

function inWords({ created, existed, problems }: HubspotSetup): string {
  return [
    created.length === 0 ? 'Nothing was missing that could be made.' : 'Made in HubSpot:',
    ...created.map(indented),
    `${existed.length} ${existed.length === 1 ? 'was' : 'were'} there already.`,
    ...(problems.length > 0 ? ['', 'Not as it should be:', ...problems.map(indented)] : []),
  ].join('\n');
}

/** The manifest of the Slack app that leadline needs, and where to use it. */
async function printSlackApp(options: JsonOption, io: CommandIo): Promise<ExitCode> {
  const { environment, problems } = readEnvironment(io.env);
  const wrong = problems.find(({ variable }) => variable === 'LEADLINE_PUBLIC_URL');
  if (wrong) {
    printProblem(options, io, wrong);
    return 1;
  }
  const { publicUrl } = environment;
  const manifest = slackAppManifest(publicUrl === undefined ? {} : { publicUrl });
  const link = slackInstallLink(manifest);
  printResult(
    options,
    io,
    { manifest, link },
    [
      JSON.stringify(manifest, null, 2),
      '',
      'Make the app with this link, or paste the manifest at https://api.slack.com/apps > Create New App:',
      link,
      '',
      'Then install it to the workspace and set SLACK_BOT_TOKEN (OAuth & Permissions) and',
      'SLACK_SIGNING_SECRET (Basic Information). `leadline doctor` tries them.',
      ...(publicUrl === undefined
        ? [
            '',
            'LEADLINE_PUBLIC_URL is not set, so the app gets no address for buttons: leads cannot be claimed.',
          ]
        : []),
    ].join('\n'),
  );
  return 0;
}
