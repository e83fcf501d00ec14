import type { SystemPause, SystemStates } from './ledger.ts';
import type { World } from './ports.ts';
import { SystemFailure } from './system-failure.ts';

export type PauseProber = { probe: () => Promise<void> };

/**
 * Looks whether paused systems are well again, by the same cheap call that `leadline doctor`
 * makes, and lets their stages go on by themselves.
 */
export function createPauseProber(deps: {
  systems: SystemStates;
  probes: Record<string, () => Promise<void>>;
  world: World;
  onResume: (pause: SystemPause) => Promise<void>;
}): PauseProber {
  const { systems, probes, world } = deps;

  async function probe(): Promise<void> {
    for (const pause of await systems.paused()) {
      if (!(await isWell(pause))) continue;
      await systems.resume(pause.system);
      world.log.info('paused system is well again', { system: pause.system });
      await deps.onResume(pause);
    }
  }

  async function isWell(pause: SystemPause): Promise<boolean> {
    if (pause.until !== undefined && pause.until > world.now()) return false;
    try {
      await probes[pause.system]?.();
      return true;
    } catch (failure) {
      if (!(failure instanceof SystemFailure)) throw failure;
      return false;
    }
  }

  return { probe };
}
