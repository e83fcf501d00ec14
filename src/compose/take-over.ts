import {
  type ConfigFolder,
  createConfigFolder,
  type FolderContent,
} from '../settings/config-folder.ts';
import type { LiveSettings } from '../settings/live-settings.ts';
import { loadTexts } from '../settings/load-texts.ts';
import type {
  ConfigurationState,
  ConfigurationTrouble,
  Unusable,
} from '../workflow/configurations.ts';
import { LedgerUnavailable } from '../workflow/ledger.ts';
import type { ComposedConfigurations } from './configurations.ts';
import { createFolderJudge, type FolderJudgeDeps } from './folder-judge.ts';
import { usableSettings } from './usable-settings.ts';

export type TakeOverDeps = FolderJudgeDeps & {
  live: LiveSettings;
  configurations: Pick<ComposedConfigurations, 'follow'>;
  /** Unique among all that run. */
  process: string;
};

export type TakeOver = {
  /**
   * Makes the folder's configuration the live one if somebody has edited it, takes over what is
   * live, and reports how that went. While Redis is away everything stays as it is.
   */
  round: () => Promise<void>;
  /** The process ends: it reports no more. */
  leave: () => Promise<void>;
};

/** Keeps one process on the live configuration, and the live one on what is edited in its folder. */
export function createTakeOver(deps: TakeOverDeps): TakeOver {
  const { live, store, world } = deps;
  const folder: ConfigFolder = createConfigFolder(live.settings.environment);
  const judge = createFolderJudge(deps);
  const follow = createFollower(deps);
  const reporter = createReporter(deps);

  async function round(): Promise<void> {
    const content = await folder.look();
    const { state, wrong } = await judge(content, await store.state());
    const notTaken = await follow(state, content);
    await deps.configurations.follow(state, store);
    await reporter.report(troubleOf(content, state, wrong, notTaken));
  }

  /** Who starts and ends a process need not wait for Redis. */
  async function unlessRedisIsAway(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
      world.log.debug('Redis is away, so the configuration stays', { error });
    }
  }

  return {
    round: () => unlessRedisIsAway(round),
    leave: () => unlessRedisIsAway(() => store.forget(deps.process)),
  };
}

/** What this process could not use may be mended outside: a key, a lost text. */
const TRY_AGAIN_MS = 30_000;

type Follow = (state: ConfigurationState, content: FolderContent) => Promise<Unusable | undefined>;

/** Takes the live one over, at once for everything that begins from then on. */
function createFollower({ live, prepareDestinations, store, place, world }: TakeOverDeps): Follow {
  let failed: { hash: string; at: number; unusable: Unusable } | undefined;

  return async (state, content) => {
    const hash = state.live?.hash;
    const runs = live.current().configuration.hash;
    if (hash === undefined || hash === runs) return undefined;
    const now = world.now();
    if (failed?.hash === hash && now - failed.at < TRY_AGAIN_MS) return failed.unusable;

    const usable = await usableOf(hash, content);
    if (!usable.ok) {
      failed = { hash, at: now, unusable: usable };
      world.log.error('configuration not taken over', { place, hash, says: usable.says });
      return usable;
    }
    live.replace(usable.settings);
    usable.use();
    world.log.info('configuration taken over', { place, hash, instead: runs });
    return undefined;
  };

  async function usableOf(hash: string, { hash: held, loaded }: FolderContent) {
    if (held === hash && loaded.ok) return usableSettings(loaded, prepareDestinations);
    const found = await store.kept(hash);
    if (!found.ok) return found;
    return usableSettings(loadTexts(found.kept, live.settings.environment), prepareDestinations);
  }
}

type Trouble = Omit<ConfigurationTrouble, 'since'>;

/** The one that a person has to mend first. */
function troubleOf(
  { hash }: FolderContent,
  { live }: ConfigurationState,
  wrong: Unusable | undefined,
  notTaken: Unusable | undefined,
): Trouble | undefined {
  if (notTaken && live) return { kind: 'not-taken', hash: live.hash, ...wordsOf(notTaken) };
  if (wrong) return { kind: 'wrong', hash, ...wordsOf(wrong) };
  if (live === undefined || live.hash === hash) return undefined;
  return {
    kind: 'behind',
    hash,
    says: `its folder holds configuration ${hash}, and ${live.hash} is live`,
    doThis: `Bring the folder up to date (\`leadline configurations ${live.hash} --write <folder>\` writes the live one), or make the folder's live: \`leadline promote <folder>\`.`,
  };
}

function wordsOf({ says, doThis }: Unusable): { says: string; doThis: string } {
  return { says, doThis };
}

const REPORT_EVERY_MS = 10_000;

/** Tells Redis what this process runs, when that changes and every few seconds. */
function createReporter({ live, store, place, process, world }: TakeOverDeps) {
  let reported = { text: '', at: 0 };
  let since = { text: '', at: 0 };

  async function report(found: Trouble | undefined): Promise<void> {
    const at = world.now();
    const cause = found ? `${found.kind} ${found.hash}` : '';
    if (since.text !== cause) since = { text: cause, at };
    const runs = live.current().configuration.hash;
    const text = `${runs} ${JSON.stringify(found)}`;
    if (reported.text === text && at - reported.at < REPORT_EVERY_MS) return;
    const trouble = found && { ...found, since: since.at };
    await store.report({ process, place, at, runs, ...(trouble && { trouble }) });
    reported = { text, at };
  }

  return { report };
}
