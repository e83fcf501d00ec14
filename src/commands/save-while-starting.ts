import { setFlagsFromString } from 'node:v8';

/** How the heap grows: V8 asks at every collection. */
const SAVING = ['--semi-space-growth-factor=1', '--heap-growing-percent=50'];
/** What V8 has them at by itself. */
const AS_EVER = ['--semi-space-growth-factor=2', '--heap-growing-percent=0'];

/**
 * Has V8 save memory until the returned function is called, and then do as it ever does.
 *
 * What is made while modules load makes V8's young generation grow to 33 MB, and its old one to half as
 * much again as is in use; both stay so while there is next to nothing to do. Under load, afterwards,
 * they grow as in any process (docs/performance.md, "Small").
 *
 * Node warns of switches that are changed while it runs. These two are numbers that are looked at when
 * the heap is measured out anew, and nothing that V8 has done before depends on them; others, such as
 * whether code is optimized, would save more and are left alone.
 */
export function saveWhileStarting(): () => void {
  for (const flag of SAVING) setFlagsFromString(flag);
  return () => {
    for (const flag of AS_EVER) setFlagsFromString(flag);
  };
}
