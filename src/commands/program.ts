import { createRequire } from 'node:module';
import { Command } from 'commander';
import { addAwayCommands } from './away-commands.ts';
import type { BacktestOptions } from './backtest.ts';
import type { CheckOptions } from './check.ts';
import { integer, runs } from './command-action.ts';
import { addConfigurationCommands } from './configuration-commands.ts';
import { addDeadCommands } from './dead-commands.ts';
import type { DemoOptions } from './demo.ts';
import type { ExplainIo, ExplainOptions } from './explain.ts';
import type { ExplainLeadOptions } from './explain-lead.ts';
import type { LeadsOptions } from './leads.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { addQuarantineCommands } from './quarantine-commands.ts';
import { addRotationCommands } from './rotation-commands.ts';
import type { SandboxOptions } from './sandbox.ts';
import { saveWhileStarting } from './save-while-starting.ts';
import type { StartOptions } from './start.ts';

export type ProgramIo = CommandIo & ExplainIo;

/**
 * Every command, its options and arguments. Each is loaded when it is called, so that a short one
 * starts at once. Throws CommanderError where it is used wrongly, and after help.
 */
export function createProgram(io: ProgramIo): Command {
  const program = new Command('leadline')
    .description('From form submission to the right person: routes leads, and tells why.')
    .version(versionOfPackage())
    .option('--config <folder>', 'configuration folder (else LEADLINE_CONFIG, else ./config)')
    .option('--json', 'print one JSON document instead of text')
    .showHelpAfterError('Run `leadline help` to see every command.')
    .exitOverride();
  addRunning(program, io);
  addConfiguring(program, io);
  addWatching(program, io);
  addErasing(program, io);
  addConfigurationCommands(program, io);
  addAwayCommands(program, io);
  addRotationCommands(program, io);
  addDeadCommands(
    program.command('dead').description('dead letters: what gave up and waits for you'),
    io,
  );
  addQuarantineCommands(
    program.command('quarantine').description('submissions that are kept but not routed'),
    io,
  );
  return program;
}

function addRunning(program: Command, io: CommandIo): void {
  program
    .command('start')
    .description('run leadline: web and worker, or one of them')
    .option('--web', 'only the web side: intake, receipts, console')
    .option('--worker', 'only the worker side: the stages')
    .action(
      runs(async (options: StartOptions) => {
        const hasStarted = saveWhileStarting();
        return (await import('./start.ts')).runStart(options, io, hasStarted);
      }),
    );
  program
    .command('demo')
    .description('show everything on this machine, with stand-ins for the outside systems')
    .option('--once', 'end after the samples; exit code 1 if any did not go as expected')
    .option('--port <port>', 'port of the web server', integer)
    .action(runs(async (options: DemoOptions) => (await import('./demo.ts')).runDemo(options, io)));
  program
    .command('sandbox')
    .description('run the stand-ins of HubSpot, Slack, GA4, Meta and a webhook receiver alone')
    .option('--port <port>', 'the first of their ports', integer)
    .action(
      runs(async (options: SandboxOptions) =>
        (await import('./sandbox.ts')).runSandbox(options, io),
      ),
    );
}

function addConfiguring(program: Command, io: ProgramIo): void {
  program
    .command('check')
    .description('check configuration and environment; prove that every lead gets somewhere')
    .option('--write-schemas', 'write the JSON Schemas for editors first')
    .option('--offline', 'do not ask HubSpot and Slack about the members')
    .action(
      runs(async (options: CheckOptions) => (await import('./check.ts')).runCheck(options, io)),
    );
  program
    .command('explain')
    .description('who gets a lead, and why: one of the ledger, or the body on standard input')
    .argument('[lead]', 'lead id; without it, a body is read')
    .option('--replay', 'decide the lead again as it was, and say whether it is identical')
    .option('--at <time>', 'as if it were decided then')
    .option('--source <name>', 'the source that the body would be posted to')
    .option('--content-type <type>', 'its media type; guessed if not given')
    .option('--live', 'with the rotation and the absences as they are')
    .option('--known-owner <email>', 'as if the CRM knew the person, with this owner')
    .action(
      runs(async (options: ExplainOptions & ExplainLeadOptions, [lead]) =>
        lead === undefined
          ? (await import('./explain.ts')).runExplain(options, io)
          : (await import('./explain-lead.ts')).runExplainLead(lead, options, io),
      ),
    );
  program
    .command('backtest')
    .description('what a changed configuration would have made of past leads; touches nothing')
    .option('--against <folder>', 'compare with this folder instead of the live configuration')
    .option('--since <time>', 'past leads since then: 30d, 12h or a date', '30d')
    .option('--leads <file>', 'past leads of a file that --save wrote, instead of the ledger')
    .option('--save <file>', 'write the past leads to a file, without the persons')
    .option('--fail-if <threshold...>', 'exit code 1 above it, such as moved>10% or unrouted>0')
    .option('--examples <number>', 'leads of each kind that are explained', integer)
    .option('--markdown', 'for a pull request')
    .action(
      runs(async (options: BacktestOptions) =>
        (await import('./backtest.ts')).runBacktest(options, io),
      ),
    );
  program
    .command('map')
    .description('the workflow map')
    .action(
      runs(async (options: SettingsOptions) => (await import('./map.ts')).runMap(options, io)),
    );
  program
    .command('doctor')
    .description('try each credential, scope, owner, channel and property')
    .action(
      runs(async (options: SettingsOptions) =>
        (await import('./doctor.ts')).runDoctor(options, io),
      ),
    );
  const setup = program.command('setup').description('prepare the outside systems');
  for (const [system, does] of [
    ['hubspot', 'create the property group and the properties'],
    ['slack', 'print the manifest of the Slack app'],
  ] as const) {
    setup
      .command(system)
      .description(does)
      .action(
        runs(async (options: SettingsOptions) =>
          (await import('./setup.ts')).runSetup(system, options, io),
        ),
      );
  }
}

function addWatching(program: Command, io: CommandIo): void {
  program
    .command('trace')
    .description('the receipt of a lead, or of every lead of a person')
    .argument('<lead>', 'lead id or e-mail address')
    .action(
      runs(async (options: SettingsOptions, [which = '']) =>
        (await import('./trace.ts')).runTrace(which, options, io),
      ),
    );
  program
    .command('leads')
    .description('leads, those whose status changed last first')
    .option('--status <status>', 'complete, in_flight, quarantined, refused, dead or erased')
    .option('--held', 'only those that wait until their people can take them')
    .option('--limit <number>', 'how many', integer)
    .option('--offset <number>', 'how many to pass over', integer)
    .action(
      runs(async (options: LeadsOptions) => (await import('./leads.ts')).runLeads(options, io)),
    );
  program
    .command('ledger')
    .description('the balance: accepted, and where each of them is')
    .action(
      runs(async (options: SettingsOptions) =>
        (await import('./ledger.ts')).runLedger(options, io),
      ),
    );
}

function addErasing(program: Command, io: CommandIo): void {
  program
    .command('erase')
    .description('remove a person for good, and list what is left in outside systems')
    .argument('<email>', 'e-mail address of the person')
    .action(
      runs(async (options: SettingsOptions, [email = '']) =>
        (await import('./erase.ts')).runErase(email, options, io),
      ),
    );
}

function versionOfPackage(): string {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  return version;
}
