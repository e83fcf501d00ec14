import type { ConversionSettings, DestinationSettings } from '../stages/conversion-settings.ts';
import {
  createDestinations,
  type DestinationDeps,
  type OpenDestination,
} from '../systems/conversions/index.ts';
import type { Around } from './overrides.ts';

/** Conversion destinations that follow conversions.yaml while leadline runs. */
export type LiveDestinations = {
  /** Those that are switched on now. */
  current: () => OpenDestination[];
  /**
   * Opens what the settings have anew or otherwise, and changes nothing until `use` is called. An
   * unchanged destination keeps its connections. `says`: why these settings cannot work, with the
   * place and what to do.
   */
  prepare: (settings: ConversionSettings) => PreparedDestinations | { ok: false; says: string };
  close: () => Promise<void>;
};

type PreparedDestinations = { ok: true; use: () => void; drop: () => Promise<void> };

/** Longer than a call with its retries takes: steps that have begun end with the old one. */
const RETIRE_AFTER_MS = 60_000;

type Opened = { settings: string; destination: OpenDestination; wired: OpenDestination };

/** Throws an Error, with the place and what to do, on settings that cannot work. */
export function createLiveDestinations(
  initial: ConversionSettings,
  deps: DestinationDeps,
  around: Around,
): LiveDestinations {
  let current: Opened[] = [];
  const retired = new Map<Opened, NodeJS.Timeout>();

  function open(name: string, settings: DestinationSettings): Opened[] {
    const text = JSON.stringify(settings);
    const same = current.find((each) => each.destination.name === name && each.settings === text);
    if (same) return [same];
    return createDestinations({ destinations: { [name]: settings } }, deps).map((destination) => ({
      settings: text,
      destination,
      wired: around(name, destination),
    }));
  }

  function prepare(settings: ConversionSettings): ReturnType<LiveDestinations['prepare']> {
    const next: Opened[] = [];
    const drop = () => closeAll(next.filter((each) => !current.includes(each)));
    try {
      for (const [name, each] of Object.entries(settings.destinations)) {
        next.push(...open(name, each));
      }
    } catch (error) {
      void drop();
      if (!(error instanceof Error)) throw error;
      return { ok: false, says: error.message };
    }
    return {
      ok: true,
      drop,
      use: () => {
        for (const each of current.filter((one) => !next.includes(one))) retire(each);
        current = next;
      },
    };
  }

  function retire(each: Opened): void {
    const timer = setTimeout(() => {
      retired.delete(each);
      void each.destination.close();
    }, RETIRE_AFTER_MS);
    retired.set(each, timer.unref());
  }

  const first = prepare(initial);
  if (!first.ok) throw new Error(first.says);
  first.use();
  return {
    current: () => current.map(({ wired }) => wired),
    prepare,
    close: async () => {
      for (const timer of retired.values()) clearTimeout(timer);
      await closeAll([...current, ...retired.keys()]);
    },
  };
}

async function closeAll(opened: Opened[]): Promise<void> {
  await Promise.all(opened.map(({ destination }) => destination.close()));
}
