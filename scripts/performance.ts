import { readFileSync, writeFileSync } from 'node:fs';
import { markdownOf } from '../bench/harness/markdown.ts';
import { readMeasurements } from '../bench/harness/measurements.ts';

/**
 * Writes what was measured (bench/measurements.json) into docs/performance.md, each benchmark
 * between its own markers.
 */
const page = new URL('../docs/performance.md', import.meta.url);
const measurements = readMeasurements('bench/measurements.json');

const marked = /(<!-- bench:(?<name>[a-z-]+) -->).*?(<!-- bench:end -->)/gs;
const before = readFileSync(page, 'utf8');
const after = before.replace(marked, (_, start: string, name: string, end: string) => {
  const measured = measurements[name];
  const says = measured
    ? markdownOf(measured)
    : `Not measured yet: \`npm run bench -- ${name} --json bench/measurements.json\``;
  return `${start}\n\n${says}\n\n${end}`;
});
writeFileSync(page, after);

const shown = [...before.matchAll(marked)].map(({ groups }) => groups?.['name']);
for (const name of Object.keys(measurements).filter((each) => !shown.includes(each))) {
  console.error(`docs/performance.md has no place for "${name}": <!-- bench:${name} -->`);
  process.exitCode = 1;
}
console.log(`docs/performance.md shows ${shown.length} benchmarks.`);
