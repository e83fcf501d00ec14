import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Runs the integration tests against every other kind of Redis, one after the other, and says at
 * the end how each went. A kind that could not be tried counts as failed.
 *
 *   npm run test:redis                       all kinds
 *   npm run test:redis -- cluster            one
 *   npm run test:redis -- cluster one-lead   of one, only the test files with such a name
 */
const KINDS = ['cluster', 'sentinel', 'tls', 'valkey'] as const;
type Kind = (typeof KINDS)[number];
type Outcome = { passed: boolean; says: string };

function runOn(kind: Kind, files: string[]): Outcome {
  if (kind === 'valkey' && !isThere('valkey-server')) {
    return { passed: false, says: 'not tried: there is no valkey-server on this machine' };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-test-redis-'));
  const results = path.join(folder, 'results.json');
  const startedAt = performance.now();
  const jest = ['--selectProjects', 'integration', '--json', '--outputFile', results, '--'];
  const { status } = spawnSync('npm', ['run', '-s', 'jest', '--', ...jest, ...files], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LEADLINE_TEST_REDIS: kind },
  });
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const says = `${counted(results)} in ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  rmSync(folder, { recursive: true });
  return { passed: status === 0, says };
}

function isThere(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

function counted(file: string): string {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
    const of = (name: string) => results[name] ?? 0;
    // A file that could not run at all counts as a failed test.
    const failed = of('numFailedTests') + of('numRuntimeErrorTestSuites');
    return `${of('numPassedTests')} passed, ${failed} failed, ${of('numPendingTests')} skipped`;
  } catch {
    return 'ended without results';
  }
}

const [asked, ...files] = process.argv.slice(2);
const kinds = KINDS.filter((kind) => asked === undefined || asked === kind);
if (kinds.length === 0) {
  console.error(`Found ${asked}, expected one of ${KINDS.join(', ')}, or nothing for all of them.`);
  process.exitCode = 2;
}
const outcomes = kinds.map((kind) => {
  console.log(`The integration tests against: ${kind}`);
  return { kind, ...runOn(kind, files) };
});
for (const { kind, says } of outcomes) console.log(`${kind.padEnd(10)}${says}`);
if (outcomes.some(({ passed }) => !passed)) process.exitCode = 1;
