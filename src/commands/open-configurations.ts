import { composeConfigurationStore } from '../compose/configurations.ts';
import { composeRedis } from '../compose/keeping.ts';
import { trySettings } from '../compose/usable-settings.ts';
import { type Environment, readEnvironment } from '../settings/environment.ts';
import type { LoadedSettings } from '../settings/load-settings.ts';
import { loadTexts } from '../settings/load-texts.ts';
import { isRefused, type Refused } from '../workflow/configuration-rules.ts';
import type {
  ConfigurationChange,
  ConfigurationState,
  ConfigurationStore,
  Unusable,
} from '../workflow/configurations.ts';
import { redisProblem, untilDone } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { osUser } from './os-user.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';

/** Who wants a change, and why: kept with it for good. */
export type ChangeOptions = SettingsOptions & {
  /** Else the user of the operating system. */
  by?: string;
  why: string;
};

type Opened = { store: ConfigurationStore; environment: Environment };

/**
 * Opens the configurations for one command. It needs the environment only: a rollback must work
 * while the folder is wrong.
 */
export async function withConfigurations(
  options: SettingsOptions,
  io: CommandIo,
  work: (opened: Opened) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { environment, problems } = readEnvironment(io.env);
  const problem = problems[0] ?? (await redisProblem({ environment }));
  if (problem) {
    printProblem(options, io, problem);
    return 1;
  }
  const kept = await composeRedis(environment);
  const store = composeConfigurationStore(kept, environment, Date.now);
  return untilDone(options, io, kept.close, () => work({ store, environment }));
}

/** Undefined: it can be used. Otherwise it was said why not. */
export function unusable(loaded: LoadedSettings): Promise<Unusable | undefined> {
  return trySettings(loaded, Date.now);
}

/** The same of one that is kept. */
export async function unusableKept(hash: string, opened: Opened): Promise<Unusable | undefined> {
  const found = await opened.store.kept(hash);
  if (!found.ok) return found;
  const wrong = await unusable(loadTexts(found.kept, opened.environment));
  return wrong && { ...wrong, says: `Configuration ${hash} cannot be used now.\n${wrong.says}` };
}

const TRIES_MAX = 20;

type Next = (
  state: ConfigurationState,
  at: number,
) => Promise<ConfigurationState | Refused | Unusable>;

/**
 * Changes which configuration is live or shadow, on the ground of what holds at that moment, and
 * writes down who wanted it. Answers what holds then, or why it cannot be.
 */
export async function changeConfiguration(
  store: ConfigurationStore,
  { by, why }: ChangeOptions,
  how: ConfigurationChange['how'],
  next: Next,
): Promise<ConfigurationState | Refused | Unusable> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const at = Date.now();
    const from = await store.state();
    const to = await next(from, at);
    if ('ok' in to || isRefused(to)) return to;
    const made = await store.change(from, to, {
      ...{ at, how, why, by: by ?? osUser() },
      ...(to.live && { live: to.live.hash }),
      ...(to.shadow && { shadow: to.shadow.hash }),
    });
    if (made) return to;
  }
  return {
    ok: false,
    says: 'Others change which configuration is live all the time.',
    doThis: '`leadline configurations` shows who; try again.',
  };
}

/** What is so since the change, or why there was none. */
export function printChange(
  after: Awaited<ReturnType<typeof changeConfiguration>>,
  inWords: (state: ConfigurationState) => string,
  options: ChangeOptions,
  io: CommandIo,
): ExitCode {
  if ('says' in after) {
    printProblem(options, io, { says: after.says, doThis: after.doThis });
    return 1;
  }
  printResult(options, io, after, inWords(after));
  return 0;
}
