/**
 * `npm run bench -- [name …] [--short] [--json <file>]`: runs the named benchmarks, or all of them.
 * In the short form it ends with 1 where a goal is missed by more than half; never because of a
 * time, since machines differ and busy ones differ from themselves.
 */
import { copyFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { accept } from './accept.ts';
import { backtest } from './backtest.ts';
import { complete } from './complete.ts';
import { cost } from './cost.ts';
import { decision } from './decision.ts';
import { type Bench, type BenchResult, isFarOff } from './harness/bench.ts';
import { writeMeasurements } from './harness/measurements.ts';
import { table } from './harness/report.ts';
import { hubspotBurst } from './hubspot-burst.ts';
import { postToAlert } from './post-to-alert.ts';
import { small } from './small.ts';
import { steady } from './steady.ts';
import { workers } from './workers.ts';

const BENCHES: Record<string, Bench> = {
  accept,
  backtest,
  complete,
  cost,
  decision,
  'hubspot-burst': hubspotBurst,
  'post-to-alert': postToAlert,
  small,
  steady,
  workers,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, json: { type: 'string' } },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  const known = Object.keys(BENCHES).join(', ');
  console.error(`No benchmark is named ${unknown.join(', ')}. There are: ${known}.`);
  process.exit(2);
}

// The compiled code looks for the companies and the package's version beside itself.
for (const name of ['config', 'test/fixtures']) {
  rmSync(`.bench/${name}`, { force: true, recursive: true });
  symlinkSync(path.resolve(name), `.bench/${name}`);
}
copyFileSync('package.json', '.bench/package.json');

const { short } = values;
const size = short ? { short, rounds: 2, roundMs: 1_000 } : { short, rounds: 5, roundMs: 3_000 };
const results: Record<string, BenchResult & { about: string }> = {};
for (const name of names) {
  const bench = BENCHES[name];
  if (!bench) continue;
  console.log(`\n${bench.about}`);
  const result = await measured(name, bench);
  results[name] = { about: bench.about, ...result };
}
if (values.json !== undefined) writeMeasurements(values.json, results, { at: new Date(), short });

const farOff = Object.values(results)
  .flatMap(({ goals }) => goals)
  .filter(isFarOff);
if (short && farOff.length > 0) {
  console.error(`\nFar off: ${farOff.map(({ says }) => says).join('; ')}.`);
  process.exitCode = 1;
}

/** A machine that was busy for a moment is no finding: what is far off is measured once more. */
async function measured(name: string, bench: Bench): Promise<BenchResult> {
  const first = await bench.run(size);
  console.log(table(name, first));
  if (!short || !first.goals.some(isFarOff)) return first;
  console.log('\nFar off, so once more.');
  const second = await bench.run(size);
  console.log(table(name, second));
  return second;
}
