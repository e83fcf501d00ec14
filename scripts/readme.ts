import { readFileSync, writeFileSync } from 'node:fs';
import { WORKFLOW_MAP } from '../src/workflow/map.ts';
import { mapSection } from '../src/workflow/map-table.ts';

/** Writes the workflow map into the README, between its markers. A test keeps the two equal. */

const readme = new URL('../README.md', import.meta.url);
const before = readFileSync(readme, 'utf8');
const marked = /(<!-- map:start -->).*(<!-- map:end -->)/s;

if (!marked.test(before)) {
  console.error('README.md has no <!-- map:start --> and <!-- map:end -->: nothing was written.');
  process.exitCode = 1;
} else {
  const after = before.replace(
    marked,
    (_, start: string, end: string) => `${start}\n\n${mapSection(WORKFLOW_MAP)}\n\n${end}`,
  );
  if (after !== before) writeFileSync(readme, after);
  console.log(
    after === before ? 'README.md is up to date.' : 'README.md has the map as it is now.',
  );
}
