import { parseArgs } from 'node:util';
import { runChaos } from '../support/chaos.ts';

/**
 * `npm run soak -- --minutes 10 [--seed 7]`: leads come in over real HTTP while web, workers and
 * Redis are killed at random. Prints what was killed and both sides of the ledger; ends with 1 when
 * anything was lost or doubled.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('Use: npm run soak -- --minutes <number> [--seed <whole number>]');
  process.exit(2);
}

console.log(`seed ${seed}, ${minutes} minutes`);
const startedAt = Date.now();
const result = await runChaos({
  seed,
  leads: Number.POSITIVE_INFINITY,
  forMs: minutes * 60_000,
  everyMs: 1_000,
  say: (line) => console.log(`${Math.round((Date.now() - startedAt) / 1_000)} s: ${line}`),
});
const { differences, balance, kills, ...counts } = result;
console.log(JSON.stringify({ seed, kills, ...counts, ...balance }, null, 2));
if (differences.length === 0) {
  console.log('Nothing lost, nothing doubled.');
} else {
  console.error(`${differences.length} differences:\n${differences.slice(0, 50).join('\n')}`);
}
process.exit(differences.length === 0 ? 0 : 1);
