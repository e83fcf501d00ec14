import type { Redis } from 'ioredis';
import type { Leadline } from '../../src/compose.ts';

const SAMPLES = 200;

/**
 * Bytes of Redis that one lead takes, by the kind of its keys, and its share of the indexes. Means of
 * some of the leads that are open.
 */
export async function bytesByKey(
  redis: Redis,
  { ledger, settings }: Leadline,
  leads: number,
): Promise<Record<string, number>> {
  const prefix = settings.environment.redisPrefix;
  const bytes: Record<string, number> = {};
  const add = async (kind: string, key: string, share: number) => {
    const used = Number((await redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0')) ?? 0);
    bytes[kind] = (bytes[kind] ?? 0) + used * share;
  };

  const ids = await ledger.quietSince(Number.MAX_SAFE_INTEGER, SAMPLES);
  for (const id of ids) {
    await add('lead', `${prefix}:lead:${id}`, 1 / ids.length);
    await add('text', `${prefix}:lead-text:${id}`, 1 / ids.length);
    await add('raw', `${prefix}:raw:${id}`, 1 / ids.length);
    await add('story', `${prefix}:story:${id}`, 1 / ids.length);
    await add('job', `${prefix}:q:deduplicate:${id}`, 1 / ids.length);
    const fields = Object.entries(await redis.hgetall(`${prefix}:lead:${id}`));
    for (const [, key] of fields.filter(([field]) => field.startsWith('seen:'))) {
      await add('seen', `${prefix}:seen:${key}`, 1 / ids.length);
    }
  }
  for (const index of ['leads', 'open', 'status:in_flight', 'q:deduplicate:wait']) {
    await add('indexes', `${prefix}:${index}`, 1 / leads);
  }
  let persons = 0;
  for await (const found of redis.scanStream({ match: `${prefix}:person-leads:*`, count: 1_000 })) {
    const keys = found as string[];
    for (const key of keys.slice(0, 1)) {
      persons += 1;
      await add('person', key, 1);
    }
    if (persons >= SAMPLES) break;
  }
  bytes['person'] = (bytes['person'] ?? 0) / Math.max(1, persons);
  return bytes;
}
