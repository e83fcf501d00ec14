import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CONFIG_KEYS } from './config-schemas.ts';
import { configurationOf } from './configuration.ts';
import type { Environment } from './environment.ts';
import { type LoadedSettings, loadSettings } from './load-settings.ts';

/** What a folder holds, all of it read at one time. */
export type FolderContent = {
  /** Of what could be read, be it right or wrong. */
  hash: string;
  loaded: LoadedSettings;
};

/** A configuration folder that may change while leadline runs. */
export type ConfigFolder = {
  /**
   * What it holds. A change counts from the second look that finds it, so that a file that is
   * being written is not read half. Looks at the files' times and sizes only, as long as nothing
   * has changed: that works on mounted and swapped folders too, where no notice of a change comes.
   */
  look: () => Promise<FolderContent>;
};

export function createConfigFolder(environment: Environment): ConfigFolder {
  const folder = environment.configFolder;
  const paths = CONFIG_KEYS.map((key) => join(folder, `${key}.yaml`));
  let read: { stamp: string; content: FolderContent } | undefined;
  let changing: string | undefined;

  async function look(): Promise<FolderContent> {
    const stamp = await stampOf(paths);
    if (read?.stamp === stamp) {
      changing = undefined;
      return read.content;
    }
    if (read && changing !== stamp) {
      changing = stamp;
      return read.content;
    }
    read = { stamp, content: await contentOf(paths, environment) };
    return read.content;
  }

  return { look };
}

/** Another one when a file was written, replaced, added or taken away. */
async function stampOf(paths: string[]): Promise<string> {
  const stamps = await Promise.all(
    paths.map(async (path) => {
      try {
        const { ino, size, mtimeMs, ctimeMs } = await stat(path);
        return [ino, size, mtimeMs, ctimeMs].join(' ');
      } catch {
        return 'none';
      }
    }),
  );
  return stamps.join(', ');
}

async function contentOf(paths: string[], environment: Environment): Promise<FolderContent> {
  const texts: Record<string, string> = {};
  const errors: Record<string, unknown> = {};
  for (const path of paths) {
    try {
      texts[path] = await readFile(path, 'utf8');
    } catch (error) {
      errors[path] = error;
    }
  }
  const loaded = loadSettings({
    environment,
    configFolder: environment.configFolder,
    readFile: (path) => {
      const text = texts[path];
      if (text === undefined) throw errors[path];
      return text;
    },
  });
  if (loaded.ok) return { hash: loaded.settings.configuration.hash, loaded };
  const named = Object.entries(texts).map(([path, text]) => [basename(path), text]);
  return { hash: configurationOf(Object.fromEntries(named)).hash, loaded };
}
