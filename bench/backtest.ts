import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseEnv } from 'node:util';
import { runBacktest } from '../src/commands/backtest.ts';
import { openSettings } from '../src/commands/open-settings.ts';
import { withoutPerson } from '../src/commands/without-person.ts';
import type { PastLead } from '../src/routing/backtest/past-lead.ts';
import { compileRouting } from '../src/routing/compiled-routing.ts';
import { decide } from '../src/routing/decide.ts';
import { relevantBasis } from '../src/routing/relevant-basis.ts';
import { applyDecision } from '../src/routing/rotation-change.ts';
import { EMPTY_ROTATION } from '../src/routing/rotation-state.ts';
import { aLead, anEmailAddress } from '../test/support/lead-builder.ts';
import type { Bench, BenchResult, BenchSize } from './harness/bench.ts';
import type { Figures } from './harness/figures.ts';
import { byTurns } from './harness/rounds.ts';

const LEADS = 100_000;

/** So often it is nearly a year of leads, of which many come at night and are held. */
const STARTED_AT = Date.UTC(2026, 0, 5);
const BETWEEN_MS = 5 * 60_000;

export const backtest: Bench = {
  about: `A backtest of ${LEADS.toLocaleString('en')} past leads from a file, with the sample company; times in seconds.`,
  run,
};

async function run({ short, rounds }: BenchSize): Promise<BenchResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-bench-'));
  try {
    const { live, candidate } = await configurationsIn(folder);
    const leads = path.join(folder, 'leads.jsonl');
    await writeLeads(leads, short ? LEADS / 10 : LEADS, live);
    const compare = (against: string) => compared({ leads, config: candidate, against });
    // Neither is measured before it is warm.
    await parsed(leads);
    await compare(live);
    const subjects = await byTurns(
      { 'read and parse the file': () => parsed(leads), backtest: () => compare(live) },
      Math.min(rounds, 3),
    );
    const cpu = (name: string) => subjects[name]?.['CPU s'] ?? 0;
    return {
      subjects,
      goals: [
        {
          says: 'times the work to backtest as only to read and parse the file',
          ratio: cpu('backtest') / cpu('read and parse the file'),
          atMost: 12,
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The sample company, and the same with the leads of Austria in another market. */
async function configurationsIn(folder: string): Promise<{ live: string; candidate: string }> {
  const [live, candidate] = [path.join(folder, 'live'), path.join(folder, 'candidate')];
  for (const each of [live, candidate]) await cp('config', each, { recursive: true });
  const markets = path.join(candidate, 'markets.yaml');
  const text = await readFile(markets, 'utf8');
  await writeFile(markets, text.replace('[DE, AT, CH, LI]', '[DE, CH, LI]'));
  return { live, candidate };
}

async function parsed(file: string): Promise<Figures> {
  const started = start();
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if ('lead' in (JSON.parse(line) as PastLead)) count += 1;
  }
  return figures(file, count, started);
}

async function compared(options: {
  leads: string;
  config: string;
  against: string;
}): Promise<Figures> {
  const started = start();
  const printed: string[] = [];
  await runBacktest({ ...options, json: true }, { print: (text) => printed.push(text), env });
  const { leads } = JSON.parse(printed.join('')) as { leads: number };
  return figures(options.leads, leads, started);
}

type Started = { at: number; cpu: NodeJS.CpuUsage };

function start(): Started {
  return { at: performance.now(), cpu: process.cpuUsage() };
}

function figures(file: string, leads: number, { at, cpu }: Started): Figures {
  const seconds = (performance.now() - at) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const MB = statSync(file).size / 1e6;
  return { seconds, 'CPU s': (user + system) / 1e6, 'leads/s': leads / seconds, MB };
}

const env = parseEnv(await readFile('config/example.env', 'utf8')) as NodeJS.ProcessEnv;

/** As `leadline backtest --save` writes them: each with what its decision was made from. */
async function writeLeads(file: string, count: number, config: string): Promise<void> {
  const settings = openSettings({ config }, { print: console.error, env });
  if (!settings) throw new Error('the sample company cannot be read');
  const routing = compileRouting(settings);
  const out = createWriteStream(file);
  let rotation = EMPTY_ROTATION;
  for (let index = 0; index < count; index += 1) {
    const decidedAt = STARTED_AT + index * BETWEEN_MS;
    const lead = leadNumber(index, decidedAt);
    const match = { known: false, properties: {} };
    const basis = relevantBasis(lead, match, routing, { decidedAt, rotation, absences: {} });
    const decided = decide(lead, match, routing, basis);
    rotation = applyDecision(rotation, { decision: decided }, decidedAt, settings.team).state;
    const past = { lead, match, decidedAt, absences: {}, rotation: basis.rotation, decided };
    const written = out.write(`${JSON.stringify(withoutPerson(past))}\n`);
    if (!written) await once(out, 'drain');
  }
  await once(out.end(), 'finish');
}

const COUNTRIES = ['DE', 'AT', 'CH', 'GB', 'IE', 'US', 'CA', 'FR', 'BR', 'JP'];
const LANGUAGES = ['de', 'en', 'fr', 'es', 'pt'];

function leadNumber(index: number, at: number) {
  const country = COUNTRIES[index % COUNTRIES.length] ?? 'DE';
  const language = LANGUAGES[index % LANGUAGES.length] ?? 'en';
  return aLead({
    leadId: `01920000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    receivedAt: new Date(at).toISOString(),
    source: 'contact-page',
    person: {
      email: anEmailAddress(`visitor-${index}@company-${index % 20_000}.example`),
      companySize: (index * 37) % 1_500,
      country,
      language,
    },
    attribution: { utm: { utm_source: 'google', utm_campaign: `c${index % 40}` } },
    extra: { interest: 'demo', team: `${index % 200}` },
  });
}
