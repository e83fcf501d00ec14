import type { Settings } from './settings.ts';

/** The settings of a process that takes over changed configurations while it runs. */
export type LiveSettings = {
  /** Reads as the current settings, whenever it is read. For who looks at one thing at a time. */
  settings: Settings;
  /** Those of this moment. For who needs several things that belong together. */
  current: () => Settings;
  /**
   * What is built from settings: built anew at the first use after they were replaced. Work that
   * began with the old one ends with it, so that no step ever sees two configurations.
   */
  madeOf: <T>(make: (settings: Settings) => T) => () => T;
  /** The environment stays that of the process. */
  replace: (next: Settings) => void;
};

export function createLiveSettings(initial: Settings): LiveSettings {
  let current = initial;

  function madeOf<T>(make: (settings: Settings) => T): () => T {
    let made: { of: Settings; value: T } | undefined;
    return () => {
      if (made?.of !== current) made = { of: current, value: make(current) };
      return made.value;
    };
  }

  return {
    settings: readThrough(() => current),
    current: () => current,
    madeOf,
    replace: (next) => {
      current = { ...next, environment: initial.environment };
    },
  };
}

/** Every part is read anew whenever somebody reads it; spread, it gives the settings of that moment. */
function readThrough(current: () => Settings): Settings {
  const settings = { ...current() };
  for (const part of Object.keys(settings) as (keyof Settings)[]) {
    Object.defineProperty(settings, part, { enumerable: true, get: () => current()[part] });
  }
  return settings;
}
