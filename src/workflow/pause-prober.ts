import type { SystemPause, SystemStates } from './ledger.ts';
import type { World } from './ports.ts';
import { SystemFailure } from './system-failure.ts';

export type PauseProber = { probe: () => Promise<void> };

/** A pause so soon after the last one is the same trouble, which the probe did not see. */
const RELAPSE_WITHIN_MS = 1_800_000;
const RELAPSE_WAIT_MS = 60_000;
const RELAPSE_WAIT_MS_MAX = 900_000;

/**
 * Looks whether paused systems are well again, by the same cheap call that `leadline doctor`
 * makes, and lets their stages go on by themselves.
 *
 * Some refusals no cheap call can see (a webhook's 401, one missing scope of Slack's). So a system
 * that relapses is looked at ever later, and does not flap.
 */
export function createPauseProber(deps: {
  systems: SystemStates;
  /** By system; asked for at each use. A system without one is well: it is used no more. */
  probes: () => Record<string, () => Promise<void>>;
  world: World;
  onResume: (pause: SystemPause) => Promise<void>;
}): PauseProber {
  const { systems, probes, world } = deps;
  const resumed = new Map<string, { at: number; relapseWaitMs: number }>();

  async function probe(): Promise<void> {
    for (const pause of await systems.paused()) {
      if (!isDue(pause) || !(await isWell(pause))) continue;
      remember(pause);
      await systems.resume(pause.system);
      world.log.info('paused system is well again', { system: pause.system });
      await deps.onResume(pause);
    }
  }

  function hasRelapsed({ system, since }: SystemPause): boolean {
    const last = resumed.get(system);
    return last !== undefined && since - last.at < RELAPSE_WITHIN_MS;
  }

  function isDue(pause: SystemPause): boolean {
    const waitMs = hasRelapsed(pause) ? (resumed.get(pause.system)?.relapseWaitMs ?? 0) : 0;
    return world.now() - pause.since >= waitMs;
  }

  function remember(pause: SystemPause): void {
    const before = hasRelapsed(pause) ? resumed.get(pause.system)?.relapseWaitMs : undefined;
    const relapseWaitMs =
      before === undefined ? RELAPSE_WAIT_MS : Math.min(before * 2, RELAPSE_WAIT_MS_MAX);
    resumed.set(pause.system, { at: world.now(), relapseWaitMs });
  }

  async function isWell(pause: SystemPause): Promise<boolean> {
    if (pause.until !== undefined && pause.until > world.now()) return false;
    try {
      await probes()[pause.system]?.();
      return true;
    } catch (failure) {
      if (!(failure instanceof SystemFailure)) throw failure;
      return false;
    }
  }

  return { probe };
}
