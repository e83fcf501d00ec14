import type { StandingEntry } from '../../routing/rotation-state.ts';
import type { Redis } from './redis-client.ts';

const PAGE = 500;

/** The newest entries of these lists, of one member or of all, newest first. */
export async function readEntries(
  redis: Redis,
  lists: string[],
  { member, limit }: { member?: string; limit: number },
): Promise<StandingEntry[]> {
  const found = await Promise.all(lists.map((list) => newestIn(redis, list, { member, limit })));
  return found
    .flat()
    .toSorted((one, other) => other.at - one.at)
    .slice(0, limit);
}

async function newestIn(
  redis: Redis,
  list: string,
  { member, limit }: { member: string | undefined; limit: number },
): Promise<StandingEntry[]> {
  const found: StandingEntry[] = [];
  for (let from = 0; found.length < limit; from += PAGE) {
    const lines = await redis.lrange(list, from, from + PAGE - 1);
    const entries = lines.map((line) => JSON.parse(line) as StandingEntry);
    found.push(...entries.filter((entry) => member === undefined || entry.member === member));
    if (lines.length < PAGE) break;
  }
  return found.slice(0, limit);
}
