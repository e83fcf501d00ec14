import { hostname } from 'node:os';
import path from 'node:path';
import type { LiveSettings } from '../settings/live-settings.ts';
import { connectRedis, firstAnswer } from '../systems/redis/connection.ts';
import type { World } from '../workflow/ports.ts';
import { type ComposedConfigurations, composeConfigurationStore } from './configurations.ts';
import type { LiveDestinations } from './destinations.ts';
import type { SealedRedis } from './keeping.ts';
import { startRounds } from './rounds.ts';
import { createTakeOver } from './take-over.ts';

/** Follows configurations while leadline runs, until it is closed. */
export type StartTakeOver = (options?: { everyMs?: number }) => Promise<RunningTakeOver>;

export type RunningTakeOver = {
  /** Looks now, beside the rounds. */
  round: () => Promise<void>;
  close: () => Promise<void>;
};

/** Two looks until a change counts, and one more until all others follow: under two seconds. */
const LOOK_EVERY_MS = 500;

/** Redis may be away when leadline starts: then it begins with what its folder holds. */
const FIRST_ANSWER_WITHIN_MS = 1_000;

/**
 * On a connection of its own, which fails at once while Redis is away. The first round is over
 * before anything else begins, so that no lead is decided by a configuration that is not live.
 */
export function startTakeOverOf(parts: {
  live: LiveSettings;
  kept: Pick<SealedRedis, 'redisUrl' | 'prefix' | 'seal'>;
  prepareDestinations: LiveDestinations['prepare'];
  configurations: Pick<ComposedConfigurations, 'follow'>;
  world: World;
}): StartTakeOver {
  const { live, kept, world } = parts;
  const { environment } = live.settings;
  const place = `${hostname()}:${path.resolve(environment.configFolder)}`;

  return async ({ everyMs = LOOK_EVERY_MS } = {}) => {
    const redis = connectRedis(kept.redisUrl, 'intake');
    await firstAnswer(redis, FIRST_ANSWER_WITHIN_MS);
    const takeOver = createTakeOver({
      ...parts,
      store: composeConfigurationStore({ ...kept, redis }, environment, world.now),
      place,
      process: `${place} ${process.pid} ${world.newLeadId()}`,
    });
    await takeOver.round();
    const rounds = startRounds(everyMs, takeOver.round, world.log);
    return {
      round: takeOver.round,
      close: async () => {
        await rounds.stop();
        await takeOver.leave();
        redis.disconnect();
      },
    };
  };
}
