import { type Alarms, createAlarms, type SayAlarm } from '../monitoring/alarms.ts';
import { createMemoryAlarmStore } from '../monitoring/memory-alarm-store.ts';
import { createSteadyAlarmStore } from '../monitoring/steady-alarm-store.ts';
import type { LiveSettings } from '../settings/live-settings.ts';
import { createAlarmStore } from '../systems/redis/alarm-store.ts';
import { connectRedis } from '../systems/redis/connection.ts';
import type { Redis } from '../systems/redis/redis-client.ts';
import { createSlackAlerts } from '../systems/slack/slack-alerts.ts';
import type { Alerts, World } from '../workflow/ports.ts';
import type { AlarmStore } from '../workflow/watch-ports.ts';

/** Threads of a channel that operations have left stay where they are. */
function sayIn(slack: Alerts, channel: string): SayAlarm {
  return (text, thread) =>
    slack.say(text, { channel, ...(thread?.channel === channel && { threadTs: thread.ts }) });
}

/** Alarms are few, and one of them is that Redis, which keeps the budgets, is away. */
const NO_BUDGET = { takeEach: async () => undefined };

/**
 * Wires the alarms so that they work while Redis does not: on a connection of their own that fails
 * at once, opened at the first alarm, and with nothing in Slack's way.
 */
export function composeAlarms(parts: {
  live: LiveSettings;
  redisUrl: string;
  world: World;
  timeoutMs: number;
}): Alarms & { close: () => void } {
  const { live, redisUrl, world, timeoutMs } = parts;
  const { environment } = live.settings;
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
  const steady = createSteadyAlarmStore({ lasting, memory: createMemoryAlarmStore() });
  const alarms = live.madeOf(({ alerts }) =>
    createAlarms({
      store: steady,
      now: world.now,
      log: world.log,
      metrics: world.metrics,
      quietMs: alerts.alarmQuietMinutes * 60_000,
      ...(alerts.operationsChannel !== undefined && {
        say: sayIn(slack, alerts.operationsChannel),
      }),
    }),
  );
  return {
    raise: (alarm) => alarms().raise(alarm),
    over: (cause, says) => alarms().over(cause, says),
    open: () => alarms().open(),
    close: () => opened?.redis.disconnect(),
  };
}
