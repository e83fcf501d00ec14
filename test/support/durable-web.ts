import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { compose, type Leadline } from '../../src/compose.ts';
import { readEnvironment } from '../../src/settings/environment.ts';
import { loadSettings } from '../../src/settings/load-settings.ts';
import { startWeb, type Web } from '../../src/web.ts';
import { type BreakableRedis, startBreakableRedis } from './breakable-redis.ts';

const CONFIG_FOLDER = path.resolve(import.meta.dirname, '../../config');

/** The variables of a leadline with the sample company, on this Redis and this folder. */
export function variablesFor(redisUrl: string, dataFolder: string): Record<string, string> {
  const text = readFileSync(path.join(CONFIG_FOLDER, 'example.env'), 'utf8');
  return {
    ...(parseEnv(text) as Record<string, string>),
    REDIS_URL: redisUrl,
    LEADLINE_DATA: dataFolder,
    LEADLINE_CONFIG: CONFIG_FOLDER,
    LEADLINE_LOG_LEVEL: 'silent',
  };
}

/** Throws when the variables or the sample company do not hold together. */
export async function composeFrom(variables: Record<string, string>): Promise<Leadline> {
  const { environment, problems } = readEnvironment(variables);
  const loaded = loadSettings({
    environment,
    configFolder: CONFIG_FOLDER,
    readFile: (file) => readFileSync(file, 'utf8'),
  });
  if (!loaded.ok || problems.length > 0) {
    throw new Error(JSON.stringify(loaded.ok ? problems : loaded.problems, null, 2));
  }
  // Whatever has no job may be given one at once.
  return compose(loaded.settings, { sweeperQuietMs: -1 });
}

/** The web side alone, on real sockets, with a Redis that the test breaks and mends. */
export type DurableWeb = {
  folder: string;
  redis: BreakableRedis;
  leadline: () => Leadline;
  url: () => string;
  /** Ends the web side and starts another one, as a deployment does. */
  restart: (between?: () => void) => Promise<void>;
  stop: () => Promise<void>;
};

export async function startDurableWeb(options: { redisAway?: boolean } = {}): Promise<DurableWeb> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-durable-'));
  const redis = await startBreakableRedis(path.join(folder, 'redis'));
  if (options.redisAway) redis.kill();
  let leadline: Leadline;
  let web: Web;

  async function start(): Promise<void> {
    leadline = await composeFrom(variablesFor(redis.url, folder));
    web = await startWeb(leadline, 0);
  }

  async function end(): Promise<void> {
    await web.close();
    await leadline.close();
  }

  await start();
  return {
    folder,
    redis,
    leadline: () => leadline,
    url: () => web.url,
    restart: async (between) => {
      await end();
      between?.();
      await start();
    },
    stop: async () => {
      await end();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
