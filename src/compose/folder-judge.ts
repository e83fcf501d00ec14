import type { FolderContent } from '../settings/config-folder.ts';
import { takeOver, whichWins } from '../workflow/configuration-rules.ts';
import type {
  ConfigurationState,
  ConfigurationStore,
  Unusable,
} from '../workflow/configurations.ts';
import type { World } from '../workflow/ports.ts';
import type { LiveDestinations } from './destinations.ts';
import { usableSettings } from './usable-settings.ts';

export type FolderJudgeDeps = {
  prepareDestinations: LiveDestinations['prepare'];
  /** On a connection that fails at once while Redis is away. */
  store: ConfigurationStore;
  /** Host and folder: `web-1:/etc/leadline`. */
  place: string;
  world: Pick<World, 'now' | 'log'>;
};

/** The state after it, and what is wrong with the folder. */
type Judged = { state: ConfigurationState; wrong?: Unusable };

/**
 * Decides, once for each content of the folder, whether it becomes the live configuration. One that
 * is wrong never does.
 */
export function createFolderJudge({
  prepareDestinations,
  store,
  place,
  world,
}: FolderJudgeDeps): (content: FolderContent, state: ConfigurationState) => Promise<Judged> {
  let judged: string | undefined;
  let tried: { of: FolderContent; wrong: Unusable | undefined } | undefined;

  return async (content, state) => {
    const wrong = wrongIn(content);
    if (wrong) return { state, wrong };
    return { state: content.hash === judged ? state : await judge(content, state) };
  };

  function wrongIn(content: FolderContent): Unusable | undefined {
    if (tried?.of === content) return tried.wrong;
    const usable = usableSettings(content.loaded, prepareDestinations);
    if (usable.ok) void usable.drop();
    else world.log.error('configuration refused', { place, says: usable.says });
    tried = { of: content, wrong: usable.ok ? undefined : usable };
    return tried.wrong;
  }

  async function judge(
    { hash, loaded }: FolderContent,
    state: ConfigurationState,
  ): Promise<ConfigurationState> {
    const { live, decidedAt } = state;
    const now = world.now();
    const verdict = whichWins({
      folder: hash,
      live: live?.hash,
      seenHere: await store.seenIn(place),
      wasLive: await store.wasLive(hash),
      sinceDecisionMs: decidedAt === undefined ? undefined : now - decidedAt,
    });
    const after = verdict === 'propose' ? takeOver(state, hash, now) : state;
    if (loaded.ok && after !== state) {
      await store.keep(loaded.settings.configuration);
      const made = await store.change(state, after, {
        at: now,
        how: live ? 'folder changed' : 'first start',
        by: place,
        why: live ? 'its files were changed' : 'no configuration was live yet',
        live: hash,
        ...(after.shadow && { shadow: after.shadow.hash }),
      });
      // Somebody was faster: the next round judges by what holds then.
      if (!made) return state;
    }
    await store.see(place, hash);
    judged = hash;
    return after;
  }
}
