import { setFlagsFromString } from 'node:v8';

/** V8's own switches, each of which it asks at every such decision. */
const SAVING = ['--no-opt', '--semi-space-growth-factor=1', '--heap-growing-percent=50'];
/** What V8 has them at by itself. */
const AS_EVER = ['--opt', '--semi-space-growth-factor=2', '--heap-growing-percent=0'];

/**
 * Has V8 save time and memory until the returned function is called, and then do as it ever does.
 *
 * Most code runs once while a process starts: optimizing it costs a sixth of the start and comes too
 * late to be of use. And what is made while modules load makes V8's young generation grow to 33 MB,
 * and its old one to half as much again as is in use; both stay so while there is next to nothing to
 * do. Under load, afterwards, they grow as in any process (docs/performance.md, "Small").
 */
export function saveWhileStarting(): () => void {
  for (const flag of SAVING) setFlagsFromString(flag);
  return () => {
    for (const flag of AS_EVER) setFlagsFromString(flag);
  };
}
