import { writeSync } from 'node:fs';

/**
 * Prints the closing line that CI reads: `N passed, N failed, N skipped`. A suite that could not
 * run at all counts as a failed test. Jest prints its own summary after every reporter, so the
 * line waits for the end of the process to be the last.
 */
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    process.once('exit', () => {
      writeSync(1, `\n${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`);
    });
  }
}
