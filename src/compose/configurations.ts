import { formatProblems } from '../settings/config-problem.ts';
import type { Environment } from '../settings/environment.ts';
import { loadRouting } from '../settings/load-texts.ts';
import { createConfigurationStore } from '../systems/redis/configuration-store.ts';
import { rotationOfShadow } from '../workflow/configuration-rules.ts';
import type {
  ConfigurationState,
  ConfigurationStore,
  Configurations,
  LoadedConfiguration,
  ShadowConfiguration,
} from '../workflow/configurations.ts';
import type { Metrics } from '../workflow/ports.ts';
import type { SealedRedis } from './keeping.ts';

const DAY_MS = 24 * 3_600_000;

/** The configurations in Redis, on the given connection. */
export function composeConfigurationStore(
  { redis, prefix, seal }: Pick<SealedRedis, 'redis' | 'prefix' | 'seal'>,
  { keepDays }: Pick<Environment, 'keepDays'>,
  now: () => number,
): ConfigurationStore {
  // A decision is kept for so long after the configuration that made it was last live.
  const keepMs = keepDays.ledger * DAY_MS;
  return createConfigurationStore({ redis, prefix, seal, keepMs, now });
}

/** With what keeps the shadow up to date, for who runs the rounds. */
export type ComposedConfigurations = Configurations & {
  store: ConfigurationStore;
  /** `from`: the store to read the shadow's files from. */
  follow: (state: ConfigurationState, from: ConfigurationStore) => Promise<void>;
};

/** So many are held in memory; those of the last days are asked for again and again. */
const LOADED_MAX = 50;

export function composeConfigurations(deps: {
  store: ConfigurationStore;
  environment: Environment;
  metrics: Metrics;
}): ComposedConfigurations {
  const { store, environment, metrics } = deps;
  const loaded = new Map<string, LoadedConfiguration>();
  let shadow: ShadowConfiguration | undefined;

  async function load(hash: string, from = store): Promise<LoadedConfiguration> {
    const before = loaded.get(hash);
    if (before) return before;
    const made = await parsed(hash, from, environment);
    const [oldest] = loaded.keys();
    if (made.ok) loaded.set(hash, made);
    if (loaded.size > LOADED_MAX && oldest !== undefined) loaded.delete(oldest);
    return made;
  }

  return {
    store,
    load: (hash) => load(hash),
    shadow: () => shadow,
    follow: async (state, from) => {
      const rotation = state.shadow && rotationOfShadow(state.shadow);
      if (rotation === shadow?.rotation) return;
      const made = state.shadow && (await load(state.shadow.hash, from));
      shadow = made?.ok && rotation !== undefined ? { ...made.parts, rotation } : undefined;
    },
    recordDivergence: async (divergence) => {
      const first = await store.recordDivergence(divergence);
      if (!first) return;
      const differs = String(divergence.differs);
      metrics.count('leadline_shadow_decisions_total', { differs });
    },
  };
}

async function parsed(
  hash: string,
  store: ConfigurationStore,
  environment: Environment,
): Promise<LoadedConfiguration> {
  const found = await store.kept(hash);
  if (!found.ok) return found;
  const loaded = loadRouting(found.kept, environment);
  if (loaded.ok) return loaded;
  return {
    ok: false,
    says: `Configuration ${hash} is kept, but this version of leadline reads it no more:\n${formatProblems(loaded.problems)}`,
    doThis: 'The version of leadline that it was written for can read it.',
  };
}
