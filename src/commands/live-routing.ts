import type { Leadline } from '../compose.ts';
import { type CompiledRouting, compileRouting } from '../routing/compiled-routing.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem } from './print-result.ts';

export type LiveLeadline = {
  leadline: Leadline;
  routing: CompiledRouting;
  /** Says so where the folder has another configuration; for the end of an answer. */
  otherwise?: string;
};

/** Opens leadline for one short command that goes by what leadline runs by now. */
export function withLiveRouting(
  options: SettingsOptions,
  io: CommandIo,
  work: (live: LiveLeadline) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withLeadline(options, io, async (leadline) => {
    const live = await liveRouting(leadline);
    if (!live.ok) {
      printProblem(options, io, live);
      return 1;
    }
    const { routing } = live;
    const otherwise = byAnotherThanTheFolder(routing, leadline.settings);
    return work({ leadline, routing, ...(otherwise !== undefined && { otherwise }) });
  });
}

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

/** Undefined where it is the same. */
function byAnotherThanTheFolder(
  { configuration: live }: Pick<CompiledRouting, 'configuration'>,
  { configuration: own, environment }: Pick<Leadline['settings'], 'configuration' | 'environment'>,
): string | undefined {
  if (live.hash === own.hash) return undefined;
  return `By configuration ${live.hash}, which is live; ${environment.configFolder} has another one, ${own.hash}.`;
}
