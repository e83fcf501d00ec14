import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, type Leadline } from '../compose.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { setupHubspot } from '../systems/hubspot/hubspot-setup.ts';
import { startWeb, type Web } from '../web.ts';
import { startWorker } from '../worker.ts';
import { closingTable, type TableRow } from './demo/closing-table.ts';
import { demoClock } from './demo/demo-clock.ts';
import { demoRedis } from './demo/demo-redis.ts';
import { demoVariables } from './demo/demo-variables.ts';
import { unmetExpectations } from './demo/expectations.ts';
import { demoPages } from './demo/pages.ts';
import type { Sample } from './demo/sample.ts';
import { demoSamples } from './demo/samples.ts';
import { ended, type PostedLead, startStories } from './demo/story.ts';
import { redisProblem } from './open-leadline.ts';
import { type CommandIo, openSettings } from './open-settings.ts';
import { sandboxCompany } from './sandbox-company.ts';
import { type Running, stopWhatWasStarted } from './stop-what-was-started.ts';

export type DemoOptions = { config?: string; once?: boolean; port?: number };

/** Jobs in hand may take 12 s to end. */
const STOP_WITHIN_MS = 18_000;

type Stage = {
  leadline: Leadline;
  sandbox: Sandbox;
  web: Web;
  print: (text: string) => void;
  started: Running['started'];
};

/**
 * `leadline demo`: a Redis, the sandbox, web and worker; posts submissions as real senders
 * post them and shows what becomes of each. Answers 1 when anything is not as expected.
 */
export function runDemo(options: DemoOptions, io: CommandIo): Promise<0 | 1 | 2> {
  return stopWhatWasStarted((running) => showEverything(options, io, running), {
    interrupted: 1,
    hard: { withinMs: STOP_WITHIN_MS, late: () => io.print('The demo did not stop in time.') },
  });
}

async function showEverything(
  options: DemoOptions,
  io: CommandIo,
  { started, toldToStop }: Running,
): Promise<0 | 1> {
  const { print } = io;
  const startedAt = performance.now();
  const now = demoClock(Date.now());
  const folder = mkdtempSync(join(tmpdir(), 'leadline-demo-'));
  await started(async () => rmSync(folder, { recursive: true, force: true }));
  const first = openSettings(options, { ...io, env: demoVariables(folder, {}) });
  if (!first) return 1;
  const sandbox = await startSandbox({
    company: sandboxCompany(first),
    now,
    random: () => Math.random(),
  });
  await started(sandbox.close);
  const redis = demoRedis(folder, io.env ?? process.env);
  const env = demoVariables(folder, { ...sandbox.variables, ...redis.variables });
  const settings = openSettings(options, { ...io, env });
  if (!settings) return 1;
  const away = await redisProblem(settings);
  if (away) {
    print(`${away.says}\n${away.doThis}`);
    return 1;
  }
  const envFile = join(folder, 'demo.env');
  writeFileSync(envFile, envLines(env));
  const port = options.port ?? (await freePort(8080)) ?? (await freePort(0)) ?? 0;
  // The form to try by hand stands on the demo's own pages, whatever port they have.
  settings.sources.sources['contact-page']?.origins.unshift(`http://localhost:${port}`);
  const leadline = await compose(settings, { world: { now } });
  await started(leadline.close);
  await started(() => redis.tidy(leadline.redis));
  await started((await leadline.startTakeOver()).close);
  const web = await startWeb(leadline, port, demoPages());
  await started(web.close);
  await started(startWorker(leadline).close);
  print(`leadline demo: web ${web.url}, ${redis.title}, one worker, five stand-ins`);
  print(
    `Its clock stands at ${new Date(now()).toUTCString()}, when everybody in team.yaml works.\n`,
  );

  const stage: Stage = { leadline, sandbox, web, print, started };
  const unmet = await play(stage);
  print(`\nAll of it took ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`);
  if (!options.once) {
    print(whereToLook(stage, envFile));
    await toldToStop;
  }
  return unmet.length === 0 ? 0 : 1;
}

async function play(stage: Stage): Promise<string[]> {
  const { leadline, sandbox, print } = stage;
  await setUpCrm(stage);
  for (const channel of archivedOnPurpose(leadline)) sandbox.slack.archiveChannel(channel);

  const posted: PostedLead[] = [];
  const stories = startStories(leadline, posted, print);
  await stage.started(stories.stop);
  const samples = demoSamples(
    (name) => leadline.settings.environment.variable(name) ?? '',
    leadline.world.now(),
  );
  // The first two go one after the other, so that their calls to HubSpot can be counted.
  const calls: number[] = [];
  for (const sample of samples.slice(0, 2)) {
    const before = sandbox.hubspot.journal.length;
    posted.push(await post(stage, sample));
    await ended(leadline, posted.at(-1)?.leadId ?? '');
    calls.push(sandbox.hubspot.journal.length - before);
  }
  for (const sample of samples.slice(2)) posted.push(await post(stage, sample));
  for (const { leadId } of posted) await ended(leadline, leadId);
  await mendAndReplay(stage);
  await stories.stop();

  const rows = await Promise.all(posted.map((lead) => rowOf(leadline, lead)));
  print(`\n${closingTable(rows)}`);
  const balance = await leadline.ledger.balance();
  const sums = Object.entries(balance.byStatus).map(([status, leads]) => `${leads} ${status}`);
  print(`\nLedger: ${balance.accepted} accepted = ${sums.join(' + ')}`);
  print(`HubSpot calls: ${calls[0]} for the new lead, ${calls[1]} for the known one.`);

  const unmet = unmetExpectations(rows, sandbox);
  if (!balance.balanced) unmet.push('the ledger does not balance');
  if (calls.some((count) => count > 3)) unmet.push(`a lead took more than 3 calls of HubSpot`);
  print(
    unmet.length === 0
      ? `Every expectation was met (${rows.length} submissions).`
      : `NOT as expected:\n${unmet.map((problem) => `  - ${problem}`).join('\n')}`,
  );
  return unmet;
}

/** The account as an administrator and a year of business would have left it. */
async function setUpCrm({ leadline, sandbox, print }: Stage): Promise<void> {
  const { settings, hubspot, crm } = leadline;
  const { created } = await setupHubspot({ api: hubspot, settings: settings.crm });
  print(`set up HubSpot: ${created.length} properties created`);
  const ada = await crm.ownerByEmail('ada.brandt@example.com');
  sandbox.hubspot.seedContact({
    email: 'grace@whitfield-foods.example.com',
    firstname: 'Grace',
    lastname: 'Whitfield',
    lifecyclestage: 'customer',
    ...(ada && { hubspot_owner_id: ada.ownerId }),
  });
  print('Grace Whitfield is a customer already, and Ada Brandt is her owner');
  print(`${archivedOnPurpose(leadline).join(' and ')} in Slack are archived on purpose\n`);
}

/** The enterprise team's channel, and the fallback that would have caught it. */
function archivedOnPurpose({ settings }: Leadline): string[] {
  const own = settings.markets.markets.find(({ name }) => name === 'enterprise')?.channel;
  return [own, settings.alerts.fallbackChannel].filter((channel) => channel !== undefined);
}

async function post({ web, leadline }: Stage, sample: Sample): Promise<PostedLead> {
  const postedAt = leadline.world.now();
  const response = await fetch(`${web.url}/v1/sources/${sample.source}`, {
    method: 'POST',
    headers: { accept: 'application/json', ...sample.headers },
    body: sample.body,
  });
  const body = await response.text();
  const { leadId } = JSON.parse(body) as { leadId?: string };
  if (leadId === undefined)
    throw new Error(`${sample.sender} was answered ${response.status} ${body}`);
  return { sample, leadId, postedAt, answer: { status: response.status, body } };
}

async function mendAndReplay({ leadline, sandbox, print }: Stage): Promise<void> {
  const [found] = await leadline.deadLetters.find({ stage: 'alert' });
  if (!found) throw new Error('the archived channel was meant to make a dead letter, and did not');
  const { deadLetter } = found;
  print(
    `\n  dead letter   ${deadLetter.leadId} ${deadLetter.step}, ${deadLetter.attempts.length} attempt`,
  );
  print(`  Slack said    ${deadLetter.words}`);
  print(`  what to do    ${deadLetter.advice}`);
  print('  mended        the channel is un-archived; now: leadline dead replay\n');
  for (const channel of archivedOnPurpose(leadline)) sandbox.slack.unarchiveChannel(channel);
  await leadline.deadLetters.replay(deadLetter);
  await ended(leadline, deadLetter.leadId);
}

async function rowOf(leadline: Leadline, lead: PostedLead): Promise<TableRow> {
  const record = await leadline.ledger.load(lead.leadId);
  if (!record) throw new Error(`lead ${lead.leadId} is not in the ledger`);
  const story = await leadline.ledger.story(lead.leadId);
  const alertedAt = story.find(({ step, what }) => step === 'alert' && what === 'done')?.at;
  return { lead, record, alertedAt };
}

function whereToLook({ web, leadline, sandbox }: Stage, envFile: string): string {
  const token = leadline.settings.environment.secrets.adminToken ?? '';
  return `
It stays up until Ctrl-C. Where to look:
  a form to try by hand   ${web.url}/
  queues (bull-board)     ${web.url}/console      admin token: ${token}
  a receipt               curl -H 'authorization: Bearer ${token}' ${web.url}/v1/leads/<leadId>
  the ledger              curl -H 'authorization: Bearer ${token}' ${web.url}/v1/ledger
  metrics                 ${web.url}/metrics
  operator commands       node --env-file=${envFile} --import tsx src/main.ts leads
                          (also: explain <leadId>, rotation, dead list, trace <e-mail>, ledger, doctor, map)
  HubSpot stand-in        ${sandbox.hubspot.url}/__state
  Slack stand-in          ${sandbox.slack.url}/__state`;
}

/** As `node --env-file` reads it, so that the operator's commands meet this very leadline. */
function envLines(env: NodeJS.ProcessEnv): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** The port itself if nobody has it, any free one for 0. */
function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(wanted, () => {
      const address = probe.address();
      const found = typeof address === 'object' && address ? address.port : undefined;
      probe.close(() => resolve(found));
    });
  });
}
