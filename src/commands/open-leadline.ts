import { compose, type Leadline } from '../compose.ts';
import type { Settings } from '../settings/settings.ts';
import { reachRedis } from '../systems/redis/reach-redis.ts';
import { redisHosts } from '../systems/redis/redis-url.ts';
import { LedgerUnavailable } from '../workflow/ledger.ts';
import { type CommandIo, openSettings, type SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem } from './print-result.ts';

/**
 * Opens leadline for one short command and closes it again, whatever happens. Where it cannot be
 * opened the reason is printed, with what to do, and the command ends with 1.
 *
 * Its log is silent: what a command has to say it prints.
 */
export async function withLeadline(
  options: SettingsOptions,
  io: CommandIo,
  work: (leadline: Leadline) => Promise<ExitCode>,
): Promise<ExitCode> {
  const settings = openSettings(options, io);
  if (!settings) return 1;
  const away = await redisProblem(settings);
  if (away) {
    printProblem(options, io, away);
    return 1;
  }

  const { environment } = settings;
  const leadline = await compose({
    ...settings,
    environment: { ...environment, logLevel: 'silent' },
  });
  return untilDone(options, io, leadline.close, () => work(leadline));
}

/** Closes what the work was opened for, whatever happens. */
export async function untilDone(
  options: SettingsOptions,
  io: CommandIo,
  close: () => Promise<void>,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const interrupted = closeOnSignal(close);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    printProblem(options, io, {
      says: `Redis went away: ${error.message}.`,
      doThis: 'Run the command again; what it had done already is not done twice.',
    });
    return 1;
  } finally {
    interrupted.forget();
    await close();
  }
}

/** Undefined: it answers, or leadline will start one of its own. */
export async function redisProblem({
  environment,
}: Pick<Settings, 'environment'>): Promise<{ says: string; doThis: string } | undefined> {
  const { redisUrl } = environment.secrets;
  if (redisUrl === undefined) return undefined;
  const reach = await reachRedis(redisUrl);
  if (reach.ok) return undefined;
  return {
    says: `Redis at ${redisHosts(redisUrl)} cannot be reached: ${reach.says}.`,
    doThis:
      'Start it, or correct REDIS_URL; without REDIS_URL leadline runs a Redis of its own under LEADLINE_DATA.',
  };
}

/** A Redis of our own must not outlive a command that was interrupted. */
function closeOnSignal(end: () => Promise<void>): { forget: () => void } {
  const close = () => {
    void end().finally(() => process.exit(1));
  };
  process.once('SIGINT', close);
  process.once('SIGTERM', close);
  return {
    forget: () => {
      process.off('SIGINT', close);
      process.off('SIGTERM', close);
    },
  };
}
