import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, type Leadline } from '../compose.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Builds leadline for looking at its outside systems, and takes it down again. Its data folder is a
 * temporary one, so that trying things out leaves no key and no Redis files behind, and never waits
 * for those of a leadline that runs here. Its log is silent.
 *
 * Throws what `compose` throws: a configuration that cannot work, no redis-server where one is
 * needed.
 */
export async function composeAside<T>(
  settings: Settings,
  work: (leadline: Leadline) => Promise<T>,
): Promise<T> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'leadline-aside-'));
  try {
    const leadline = await compose({
      ...settings,
      environment: { ...settings.environment, dataFolder, logLevel: 'silent' },
    });
    try {
      return await work(leadline);
    } finally {
      await leadline.close();
    }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** The same without the configured Redis, which cannot be reached: one of our own stands in. */
export function withoutRedis(settings: Settings): Settings {
  const { redisUrl: _away, ...secrets } = settings.environment.secrets;
  return { ...settings, environment: { ...settings.environment, secrets } };
}
