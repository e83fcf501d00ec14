import { type ConfigProblem, formatProblems } from '../settings/config-problem.ts';
import type { LoadedSettings } from '../settings/load-settings.ts';
import type { Settings } from '../settings/settings.ts';
import type { Unusable } from '../workflow/configurations.ts';
import type { LiveDestinations } from './destinations.ts';

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

/** As many as one reads in a message; `leadline check` shows all. */
const PROBLEMS_SHOWN = 3;

function inWords(problems: ConfigProblem[]): Unusable {
  const shown = problems.slice(0, PROBLEMS_SHOWN);
  const more = problems.length - shown.length;
  return {
    ok: false,
    says: `${formatProblems(shown).trimEnd()}${more > 0 ? `\nand ${more} more` : ''}`,
    doThis: '`leadline check` shows all problems. A corrected folder is taken over by itself.',
  };
}
