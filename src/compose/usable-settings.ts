import { createLog } from '../monitoring/log.ts';
import type { ConfigProblem } from '../settings/config-problem.ts';
import type { LoadedSettings } from '../settings/load-settings.ts';
import type { Settings } from '../settings/settings.ts';
import type { Unusable } from '../workflow/configurations.ts';
import { createLiveDestinations, type LiveDestinations } from './destinations.ts';

/** Settings that everything could be built from. Nothing has changed until `use` is called. */
export type UsableSettings = {
  ok: true;
  settings: Settings;
  use: () => void;
  drop: () => Promise<void>;
};

/** Tries what no schema can see as well: whether every destination can be opened. */
export function usableSettings(
  loaded: LoadedSettings,
  prepareDestinations: LiveDestinations['prepare'],
): UsableSettings | Unusable {
  if (!loaded.ok) return inWords(loaded.problems);
  const { settings } = loaded;
  const prepared = prepareDestinations(settings.conversions);
  if (prepared.ok) return { ...prepared, settings };
  return { ok: false, says: prepared.says, doThis: 'Correct conversions.yaml.' };
}

/** The same for who does not mean to use them. Undefined: they can be used. */
export async function trySettings(
  loaded: LoadedSettings,
  now: () => number,
): Promise<Unusable | undefined> {
  const log = createLog({ level: 'silent' });
  const none = createLiveDestinations({ destinations: {} }, { now, log }, (_, port) => port);
  const usable = usableSettings(loaded, none.prepare);
  if (!usable.ok) return usable;
  await usable.drop();
  return undefined;
}

/** As many as one reads in a message; `leadline check` shows all. */
const PROBLEMS_SHOWN = 3;

function inWords(problems: ConfigProblem[]): Unusable {
  const shown = problems.slice(0, PROBLEMS_SHOWN).map(inOneLine);
  const more = problems.length - shown.length;
  return {
    ok: false,
    says: [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
    doThis: '`leadline check` shows all problems. A corrected folder is taken over by itself.',
  };
}

function inOneLine({ file, line, column, says }: ConfigProblem): string {
  return `${file}:${line}:${column} ${says}`;
}
