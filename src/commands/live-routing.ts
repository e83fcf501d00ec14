import type { Leadline } from '../compose.ts';
import { type CompiledRouting, compileRouting } from '../routing/compiled-routing.ts';

/**
 * What leadline runs by now, which a command's own folder need not be; the folder, while nothing
 * ever ran here. An old configuration that cannot be read any more is answered with its reason.
 */
export async function liveRouting({
  configurations,
  settings,
}: Pick<Leadline, 'configurations' | 'settings'>): Promise<
  { ok: true; routing: CompiledRouting } | { ok: false; says: string; doThis: string }
> {
  const { live } = await configurations.store.state();
  if (live === undefined || live.hash === settings.configuration.hash) {
    return { ok: true, routing: compileRouting(settings) };
  }
  const loaded = await configurations.load(live.hash);
  return loaded.ok ? { ok: true, routing: compileRouting(loaded.parts) } : loaded;
}

/** For who reads the answer beside a folder of another configuration; undefined where it is the same. */
export function byAnotherThanTheFolder(
  { configuration: live }: Pick<CompiledRouting, 'configuration'>,
  { configuration: own, environment }: Pick<Leadline['settings'], 'configuration' | 'environment'>,
): string | undefined {
  if (live.hash === own.hash) return undefined;
  return `By configuration ${live.hash}, which is live; ${environment.configFolder} has another one, ${own.hash}.`;
}
