import type { Redis } from 'ioredis';
import { type Alarms, createAlarms } from '../monitoring/alarms.ts';
import { createMemoryAlarmStore } from '../monitoring/memory-alarm-store.ts';
import { createSteadyAlarmStore } from '../monitoring/steady-alarm-store.ts';
import type { Settings } from '../settings/settings.ts';
import { createAlarmStore } from '../systems/redis/alarm-store.ts';
import { connectRedis } from '../systems/redis/connection.ts';
import { createSlackAlerts } from '../systems/slack/slack-alerts.ts';
import type { World } from '../workflow/ports.ts';
import type { AlarmStore } from '../workflow/watch-ports.ts';

/** Alarms are few, and one of them is that Redis, which keeps the budgets, is away. */
const NO_BUDGET = { takeMs: async () => 0 };

/**
 * Wires the alarms so that they work while Redis does not: on a connection of their own that fails
 * at once, opened at the first alarm, and with nothing in Slack's way.
 */
export function composeAlarms(parts: {
  settings: Settings;
  redisUrl: string;
  world: World;
  timeoutMs: number;
}): Alarms & { close: () => void } {
  const { settings, redisUrl, world, timeoutMs } = parts;
  const { environment } = settings;
  const { operationsChannel, alarmQuietMinutes } = settings.alerts;
  const slack = createSlackAlerts({
    token: environment.secrets.slackBotToken ?? '',
    apiUrl: environment.slack.apiUrl,
    timeoutMs,
    budget: NO_BUDGET,
    now: world.now,
    log: world.log,
  });
  let opened: { redis: Redis; store: AlarmStore } | undefined;

  function store(): AlarmStore {
    if (!opened) {
      const redis = connectRedis(redisUrl, 'intake');
      opened = { redis, store: createAlarmStore(redis, environment.redisPrefix) };
    }
    return opened.store;
  }

  const lasting: AlarmStore = {
    raise: (...asked) => store().raise(...asked),
    said: (...asked) => store().said(...asked),
    unsaid: (...asked) => store().unsaid(...asked),
    end: (...asked) => store().end(...asked),
    close: (...asked) => store().close(...asked),
    all: () => store().all(),
  };
  const alarms = createAlarms({
    store: createSteadyAlarmStore({ lasting, memory: createMemoryAlarmStore() }),
    now: world.now,
    log: world.log,
    metrics: world.metrics,
    quietMs: alarmQuietMinutes * 60_000,
    ...(operationsChannel !== undefined && {
      say: (text, threadTs) =>
        slack.say(text, { channel: operationsChannel, ...(threadTs && { threadTs }) }),
    }),
  });
  return { ...alarms, close: () => opened?.redis.disconnect() };
}
