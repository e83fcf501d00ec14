import type { AlertReference } from '../../workflow/ports.ts';
import type { Alarm, AlarmStore, AlarmTurn, OpenAlarm } from '../../workflow/watch-ports.ts';
import { firstAnswer, guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';

/**
 * An alarm's hash: `alarm` (JSON) · `since` · `state` open, ending or closed · `said` ·
 * `message` (JSON) · `until`: nothing is to be said before; closed: so long it is remembered.
 * The set of open causes stands beside it.
 */
const RAISE = `
local now, lease = tonumber(ARGV[3]), ARGV[4]
local state = redis.call('HGET', KEYS[1], 'state')
local held = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
if state == 'closed' and now >= held then
  redis.call('DEL', KEYS[1])
  state = false
end
local was = 'new'
if redis.call('HEXISTS', KEYS[1], 'said') == 1 then
  if state == 'closed' then was = 'closed' else was = 'open' end
end
if not state or state == 'closed' then redis.call('HSET', KEYS[1], 'since', ARGV[3]) end
redis.call('HSET', KEYS[1], 'alarm', ARGV[2], 'state', 'open')
redis.call('PERSIST', KEYS[1])
redis.call('SADD', KEYS[2], ARGV[1])
local say = 1
if state == 'open' and now < held then say = 0 else redis.call('HSET', KEYS[1], 'until', lease) end
return {say, was, redis.call('HGET', KEYS[1], 'message') or ''}
`;

const SAID = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'until', ARGV[1])
if ARGV[2] == 'said' then redis.call('HSET', KEYS[1], 'said', '1') end
if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'message', ARGV[3]) end
return 1
`;

/** 0: nothing to say. Somebody may be saying it, or its end, at this moment. */
const END = `
local state = redis.call('HGET', KEYS[1], 'state')
if not state or state == 'closed' then return 0 end
local held = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
local unsaid = redis.call('HEXISTS', KEYS[1], 'said') == 0
if tonumber(ARGV[1]) < held and (state == 'ending' or unsaid) then return 0 end
redis.call('HSET', KEYS[1], 'state', 'ending', 'until', ARGV[2])
return 1
`;

const CLOSE = `
if redis.call('HGET', KEYS[1], 'state') ~= 'ending' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'closed', 'until', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SREM', KEYS[2], ARGV[1])
return 1
`;

/** Longer than any quiet time (a week). What is remembered goes by the time given, not by this. */
const CLOSED_KEPT_MS = 8 * 24 * 3_600_000;

/** Redis may be what is wrong: then this must be known soon. */
const ANSWER_WITHIN_MS = 1_000;

/** Waits a moment for the connection; all that ask at once wait for the same answer. */
function answers(redis: Redis): () => Promise<void> {
  let answering: Promise<void> | undefined;
  return () => {
    answering ??= firstAnswer(redis, ANSWER_WITHIN_MS).finally(() => {
      answering = undefined;
    });
    return answering;
  };
}

async function loadAlarm(redis: Redis, key: string): Promise<OpenAlarm | undefined> {
  const { alarm, since, message } = await redis.hgetall(key);
  if (alarm === undefined) return undefined;
  return {
    ...(JSON.parse(alarm) as Alarm),
    since: Number(since),
    ...(message && { message: JSON.parse(message) as AlertReference }),
  };
}

/** On a connection that fails at once instead of waiting for Redis to come back. */
export function createAlarmStore(redis: Redis, prefix: string): AlarmStore {
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, {
    raiseAlarm: { numberOfKeys: 2, lua: RAISE },
    saidAlarm: { numberOfKeys: 1, lua: SAID },
    endAlarm: { numberOfKeys: 1, lua: END },
    closeAlarm: { numberOfKeys: 2, lua: CLOSE },
  });

  const answered = answers(redis);
  const load = (cause: string) => loadAlarm(redis, keys.alarm(cause));

  const ask = <T>(doing: string, question: () => Promise<T>): Promise<T> =>
    guarded(doing, async () => {
      await answered();
      return question();
    });

  return {
    raise: (alarm, { now, leaseUntil }) =>
      ask('raising an alarm', async () => {
        const [say, was, message] = (await run.raiseAlarm(
          keys.alarm(alarm.cause),
          keys.alarms,
          alarm.cause,
          JSON.stringify(alarm),
          now,
          leaseUntil,
        )) as [number, AlarmTurn['was'], string];
        return {
          say: say === 1,
          was,
          ...(message !== '' && { message: JSON.parse(message) as AlertReference }),
        };
      }),
    said: (cause, until, message) =>
      ask('keeping that an alarm was said', async () => {
        const text = message ? JSON.stringify(message) : '';
        await run.saidAlarm(keys.alarm(cause), until, 'said', text);
      }),
    unsaid: (cause, until) =>
      ask('keeping that an alarm was not said', async () => {
        await run.saidAlarm(keys.alarm(cause), until, 'unsaid', '');
      }),
    end: (cause, { now, leaseUntil }) =>
      ask('ending an alarm', async () => {
        const ends = await run.endAlarm(keys.alarm(cause), now, leaseUntil);
        return ends === 1 ? load(cause) : undefined;
      }),
    close: (cause, rememberUntil) =>
      ask('closing an alarm', async () => {
        await run.closeAlarm(keys.alarm(cause), keys.alarms, cause, rememberUntil, CLOSED_KEPT_MS);
      }),
    all: () =>
      ask('listing alarms', async () => {
        const causes = await redis.smembers(keys.alarms);
        const found = await Promise.all(causes.toSorted().map(load));
        return found.filter((alarm) => alarm !== undefined);
      }),
  };
}
