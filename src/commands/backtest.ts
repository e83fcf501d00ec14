import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Leadline } from '../compose.ts';
import { createComparison, type Example } from '../routing/backtest/comparison.ts';
import type { PastLead } from '../routing/backtest/past-lead.ts';
import { createSimulation, type Simulated } from '../routing/backtest/simulation.ts';
import {
  FIGURES,
  passedThresholds,
  readThreshold,
  type Threshold,
} from '../routing/backtest/thresholds.ts';
import { type CompiledRouting, compileRouting } from '../routing/compiled-routing.ts';
import { explain } from '../routing/explain/explain.ts';
import { explanationText } from '../routing/explain/explain-text.ts';
import {
  type BacktestReport,
  backtestInWords,
  backtestMarkdown,
  type ToldExample,
} from './backtest-text.ts';
import { liveRouting } from './live-routing.ts';
import { withLeadline } from './open-leadline.ts';
import { type CommandIo, openSettings, type SettingsOptions } from './open-settings.ts';
import { pastLeadsOfFile, pastLeadsOfLedger, WrongLeadsFile } from './past-leads.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { readMoment } from './time-words.ts';
import { withoutPerson } from './without-person.ts';

export type BacktestOptions = SettingsOptions & {
  /** The folder that the candidate is compared with; else the live configuration, if there is one. */
  against?: string;
  /** `30d`, or a date. */
  since?: string;
  /** A file of past leads, instead of the ledger. */
  leads?: string;
  /** Writes the past leads to a file, without the persons. */
  save?: string;
  markdown?: boolean;
  failIf?: string[];
  /** How many leads of each kind are told at length. */
  examples?: number;
};

const SINCE = '30d';
const EXAMPLES = 1;
const OPEN_FOR_MS = 3 * 24 * 3_600_000;

/**
 * `leadline backtest --config <candidate>`: what a changed configuration would have made of the
 * leads of the past, beside what the live one makes of them. Touches nothing. Exit code 1 when a
 * threshold is passed.
 */
export async function runBacktest(options: BacktestOptions, io: CommandIo): Promise<ExitCode> {
  const thresholds = (options.failIf ?? []).map((text) => readThreshold(text) ?? text);
  const unread = thresholds.find((one) => typeof one === 'string');
  if (unread !== undefined) {
    printProblem(options, io, {
      says: `"${unread}" is no threshold.`,
      doThis: `Expected one such as moved>10% or unrouted>0; there are ${FIGURES.join(', ')}.`,
    });
    return 2;
  }
  const given = { ...options, thresholds: thresholds.filter((one) => typeof one !== 'string') };
  const { leads } = options;
  return leads === undefined ? onLedger(given, io) : onFile(leads, given, io);
}

type Given = BacktestOptions & { thresholds: Threshold[] };

/** Needs no Redis and no credential: for pull requests. */
async function onFile(path: string, options: Given, io: CommandIo): Promise<ExitCode> {
  const candidate = openSettings(options, io);
  const live = candidate && openSettings(otherFolder(options), io);
  if (!live) return 1;
  const sides = { live: compileRouting(live), candidate: compileRouting(candidate) };
  try {
    return await compareAndPrint(pastLeadsOfFile(path), sides, options, io);
  } catch (error) {
    const known = error instanceof WrongLeadsFile || (error as { code?: string }).code === 'ENOENT';
    if (!known) throw error;
    const doThis = 'Make one with `leadline backtest --save <file>`.';
    printProblem(options, io, { says: (error as Error).message, doThis });
    return 1;
  }
}

async function onLedger(options: Given, io: CommandIo): Promise<ExitCode> {
  return withLeadline(options, io, async (leadline) => {
    const since = readMoment(options.since ?? SINCE, leadline.world.now());
    if (since === undefined) {
      printProblem(options, io, {
        says: `"${options.since}" is no time.`,
        doThis: 'Expected one such as 30d, 12h or 2026-11-01.',
      });
      return 2;
    }
    const live = await comparedWith(leadline, options, io);
    if (!live) return 1;
    const sides = { live, candidate: compileRouting(leadline.settings) };
    return compareAndPrint(pastLeadsOfLedger(leadline.ledger, since), sides, options, io);
  });
}

/** The folder of `--against`, or what leadline runs by now. */
async function comparedWith(
  leadline: Leadline,
  options: Given,
  io: CommandIo,
): Promise<CompiledRouting | undefined> {
  if (options.against !== undefined) {
    const settings = openSettings({ ...options, config: options.against }, io);
    return settings && compileRouting(settings);
  }
  const live = await liveRouting(leadline);
  if (live.ok) return live.routing;
  printProblem(options, io, live);
  return undefined;
}

/** What the candidate is compared with where nothing is live: the folder that leadline starts with. */
function otherFolder({ against, config: _candidate, ...options }: Given): SettingsOptions {
  return { ...options, ...(against !== undefined && { config: against }) };
}

type Sides = { live: CompiledRouting; candidate: CompiledRouting };

async function compareAndPrint(
  leads: AsyncIterable<PastLead>,
  sides: Sides,
  options: Given,
  io: CommandIo,
): Promise<ExitCode> {
  const startedAt = performance.now();
  const file = options.save === undefined ? undefined : createWriteStream(options.save);
  const trouble = file && (await troubleOpening(file));
  if (trouble) {
    printProblem(options, io, {
      says: trouble.message,
      doThis: 'Name a file that can be written with --save.',
    });
    return 1;
  }
  const hashes = {
    live: sides.live.configuration.hash,
    candidate: sides.candidate.configuration.hash,
  };
  const comparing = createComparison(hashes, options.examples ?? EXAMPLES);
  const live = createSimulation(sides.live, { openForMs: OPEN_FOR_MS });
  const candidate = createSimulation(sides.candidate, { openForMs: OPEN_FOR_MS });
  for await (const past of leads) {
    file?.write(`${JSON.stringify(withoutPerson(past))}\n`);
    live.next(past).forEach(comparing.live);
    candidate.next(past).forEach(comparing.candidate);
  }
  live.finish().forEach(comparing.live);
  candidate.finish().forEach(comparing.candidate);
  if (file) await once(file.end(), 'finish');

  const comparison = comparing.result();
  const failed = passedThresholds(comparison, options.thresholds);
  const examples = comparison.examples.map((example) => told(example, sides));
  const seconds = (performance.now() - startedAt) / 1_000;
  const report: BacktestReport = { ...comparison, examples, failed, seconds };
  printResult(options, io, report, (options.markdown ? backtestMarkdown : backtestInWords)(report));
  return failed.length === 0 ? 0 : 1;
}

function troubleOpening(file: WriteStream): Promise<Error | undefined> {
  return new Promise((resolve) => {
    file.once('open', () => resolve(undefined));
    file.once('error', resolve);
  });
}

function told({ kind, leadId, before, after }: Example, sides: Sides): ToldExample {
  return {
    kind,
    leadId,
    before: toldBy(before, sides.live),
    after: toldBy(after, sides.candidate),
  };
}

function toldBy(
  { past, match, decision, basis }: Simulated,
  routing: CompiledRouting,
): ToldExample['before'] {
  const explanation = explain(past.lead, match, routing, basis);
  return {
    owner: decision.owner?.name ?? decision.outcome.replace('_', ' '),
    because: decision.because,
    explanation: explanationText(explanation),
  };
}
