import { startWorker } from '../../src/worker.ts';
import { composeChild, lockMsOf } from './child-leadline.ts';

/** The worker side in a process of its own, which a test can kill, or which kills itself. */
const variables = process.env as Record<string, string>;
const lockMs = lockMsOf(variables);
startWorker(await composeChild(variables), {
  lockMs,
  sweepEveryMs: lockMs,
  sweepDeadEveryMs: 2 * lockMs,
});
process.stdout.write('ready\n');
