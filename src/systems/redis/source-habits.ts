import type { Metrics } from '../../workflow/ports.ts';
import type {
  RetiredSecretUse,
  SourceFields,
  SourceHabits,
  SourceObserver,
  SourceVolume,
} from '../../workflow/watch-ports.ts';
import { guarded } from './connection.ts';
import { gathered } from './gathered.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';

const HOUR_MS = 3_600_000;

/** How many submissions are remembered by their keys. */
const SUBMISSIONS_KEPT = 60;

/** Of a submission, and of a source in all: a robot's random keys must not fill Redis. */
const KEYS_MAX = 100;
const KNOWN_KEYS_MAX = 1_000;
const KEY_LENGTH_MAX = 80;

/** A Redis that hangs must not have them pile up here. */
const UNDER_WAY_MAX = 200;

/** In the hashes beside the keys: no sender's key is `#`, since they are kept with a prefix. */
const TOTAL = '#';
const KEY = 'k:';

/**
 * Several submissions of one source. ARGV: hour · how many they are · how many in all are kept ·
 * how many stand here · how many keys a source may have · of each that stands here the JSON of its
 * keys · each key that was sent, with the number among these of its first submission.
 */
const OBSERVE = `
local submissions = tonumber(ARGV[2])
redis.call('HINCRBY', KEYS[1], ARGV[1], submissions)
local before = redis.call('HINCRBY', KEYS[3], '#', submissions) - submissions
local recent = tonumber(ARGV[4])
redis.call('LPUSH', KEYS[2], unpack(ARGV, 6, 5 + recent))
redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[3]) - 1)
if redis.call('HLEN', KEYS[3]) < tonumber(ARGV[5]) then
  for i = 6 + recent, #ARGV, 2 do
    redis.call('HSETNX', KEYS[3], ARGV[i], before + tonumber(ARGV[i + 1]))
  end
end
`;

/**
 * What sources usually send: counts by hour, the keys of the latest submissions, uses of retired
 * secrets. Observing never waits and never throws: without Redis it is left out, and counted.
 */
export function createSourceHabits(
  redis: Redis,
  prefix: string,
  metrics: Pick<Metrics, 'count'>,
): SourceHabits & SourceObserver {
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, { observeSubmissions: { numberOfKeys: 3, lua: OBSERVE } });

  const missed = () => metrics.count('leadline_observations_missed_total');
  let underWay = 0;

  function beside(write: () => Promise<unknown>): void {
    if (redis.status !== 'ready' || underWay >= UNDER_WAY_MAX) return missed();
    underWay += 1;
    void write()
      .catch(missed)
      .finally(() => {
        underWay -= 1;
      });
  }

  /** All of one turn of the event loop, by source and hour. */
  const observe = gathered(async (seen: Seen[]) => {
    await Promise.all(
      [...bySourceAndHour(seen).values()].map((same) => {
        const { source, hour } = same[0] as Seen;
        return run.observeSubmissions(
          keys.volume(source),
          keys.recentFields(source),
          keys.firstFields(source),
          hour,
          ...observeArguments(same.map(({ sent }) => sent)),
        );
      }),
    );
    return seen.map(() => ({ answer: true }));
  });

  return {
    submission: ({ source, keys: sent, at }) =>
      beside(() => observe({ source, hour: Math.floor(at / HOUR_MS), sent: keptKeys(sent) })),
    retiredSecret: ({ source, secretId, at }) =>
      beside(() => {
        const use = JSON.stringify([source, secretId]);
        return redis
          .multi()
          .hset(keys.retiredSecrets, use, at)
          .hincrby(keys.retiredSecrets, `${TOTAL}${use}`, 1)
          .exec();
      }),
    volume: (source, fromHour) =>
      guarded('reading how much a source sends', async () => {
        await gatheredIsSent();
        return volumeOf(redis, keys.volume(source), {
          source,
          fromHour,
        });
      }),
    fields: (source) =>
      guarded('reading which fields a source sends', async () => {
        await gatheredIsSent();
        const [recent, first] = await Promise.all([
          redis.lrange(keys.recentFields(source), 0, -1),
          redis.hgetall(keys.firstFields(source)),
        ]);
        return fieldsFrom(source, recent, first);
      }),
    retiredSecrets: () =>
      guarded('reading uses of retired secrets', async () =>
        usesIn(await redis.hgetall(keys.retiredSecrets)),
      ),
  };
}

/** What was observed before is read as well: commands of one connection keep their order. */
function gatheredIsSent(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

type Seen = { source: string; hour: number; sent: string[] };

function bySourceAndHour(seen: Seen[]): Map<string, Seen[]> {
  const groups = new Map<string, Seen[]>();
  for (const each of seen) {
    const name = `${each.hour} ${each.source}`;
    const group = groups.get(name);
    if (group) group.push(each);
    else groups.set(name, [each]);
  }
  return groups;
}

/** In the order in which the script takes them. */
function observeArguments(submissions: string[][]): (string | number)[] {
  const recent = submissions.slice(-SUBMISSIONS_KEPT).map((sent) => JSON.stringify(sent));
  const firsts = new Map<string, number>();
  for (const [at, sent] of submissions.entries()) {
    for (const key of sent) if (!firsts.has(key)) firsts.set(key, at + 1);
  }
  return [
    submissions.length,
    SUBMISSIONS_KEPT,
    recent.length,
    KNOWN_KEYS_MAX,
    ...recent,
    ...[...firsts].flatMap(([key, number]) => [`${KEY}${key}`, number]),
  ];
}

/** Names only: a key with an @ in it is somebody's address in the wrong place. */
function keptKeys(sent: string[]): string[] {
  const names = sent.filter((key) => key.length <= KEY_LENGTH_MAX && !key.includes('@'));
  return [...new Set(names)].slice(0, KEYS_MAX);
}

async function volumeOf(
  redis: Redis,
  key: string,
  { source, fromHour }: { source: string; fromHour: number },
): Promise<SourceVolume | undefined> {
  const all = Object.entries(await redis.hgetall(key)).map(
    ([hour, count]) => [Number(hour), Number(count)] as const,
  );
  const old = all.filter(([hour]) => hour < fromHour).map(([hour]) => String(hour));
  if (old.length > 0) await redis.hdel(key, ...old);
  const counts = new Map(all.filter(([hour]) => hour >= fromHour));
  if (counts.size === 0) return undefined;
  return { source, firstHour: Math.min(...counts.keys()), counts };
}

function fieldsFrom(source: string, recent: string[], first: Record<string, string>): SourceFields {
  const known = Object.entries(first).filter(([field]) => field.startsWith(KEY));
  return {
    source,
    total: Number(first[TOTAL] ?? 0),
    recent: recent.map((line) => JSON.parse(line) as string[]),
    firstSeen: new Map(known.map(([field, at]) => [field.slice(KEY.length), Number(at)])),
  };
}

function usesIn(all: Record<string, string>): RetiredSecretUse[] {
  return Object.entries(all)
    .filter(([use]) => !use.startsWith(TOTAL))
    .map(([use, lastAt]) => {
      const [source = '', secretId = ''] = JSON.parse(use) as string[];
      return {
        source,
        secretId,
        lastAt: Number(lastAt),
        count: Number(all[`${TOTAL}${use}`] ?? 1),
      };
    });
}
