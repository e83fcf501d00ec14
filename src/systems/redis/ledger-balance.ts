import { type Balance, LEAD_STATUSES, type LeadStatus } from '../../workflow/ledger.ts';
import type { Keys } from './keys.ts';
import type { Redis } from './redis-client.ts';

/** How many astray leads the balance names. */
const ASTRAY_MAX = 50;

/** Both sides of the ledger: every accepted lead is in exactly one status, or it is named. */
export async function balanceOf(redis: Redis, keys: Keys): Promise<Balance> {
  const { counts, all, cards } = await bothSides(redis, keys);
  const byStatus = Object.fromEntries(
    LEAD_STATUSES.map((status, at) => [
      status,
      (cards[at] ?? 0) + Number(counts[`forgotten:${status}`] ?? 0),
    ]),
  ) as Record<LeadStatus, number>;
  const accepted = Number(counts['accepted'] ?? 0);
  const sum = Object.values(byStatus).reduce((total, each) => total + each, 0);
  const balanced = accepted === sum;
  return { accepted, byStatus, balanced, astray: balanced ? [] : await astray(redis, keys, all) };
}

/** One transaction: a lead that moves while it is counted must not be counted twice, or not at all. */
async function bothSides(redis: Redis, keys: Keys) {
  const asked = redis.multi().hgetall(keys.counts).zcard(keys.leads);
  for (const status of LEAD_STATUSES) asked.zcard(keys.status(status));
  const answers = (await asked.exec()) ?? [];
  const [counts, all, ...cards] = answers.map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
  return {
    counts: counts as Record<string, string>,
    all: Number(all),
    cards: cards.map(Number),
  };
}

/** Only asked for when the sums differ, so it may take its time. */
async function astray(redis: Redis, keys: Keys, total: number): Promise<string[]> {
  const found: string[] = [];
  const page = 500;
  for (let offset = 0; offset < total && found.length < ASTRAY_MAX; offset += page) {
    const ids = await redis.zrange(keys.leads, String(offset), String(offset + page - 1));
    for (const id of ids) {
      const scores = await Promise.all(
        LEAD_STATUSES.map((status) => redis.zscore(keys.status(status), id)),
      );
      if (scores.filter((score) => score !== null).length !== 1) found.push(id);
    }
  }
  return found.slice(0, ASTRAY_MAX);
}
