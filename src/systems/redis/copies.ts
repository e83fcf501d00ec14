import type { Redis } from './redis-client.ts';

/** A healthy replica confirms within the time of a round trip; senders wait for this. */
const CONFIRMED_WITHIN_MS = 250;

/**
 * Answers when so many replicas have what this connection wrote before; throws when they have not
 * in time. It stays written then: a replica may get it later, or the master may fail before.
 *
 * @param key any of those written to: it leads a cluster's WAIT to the node that has written
 */
export async function confirmCopies(redis: Redis, key: string, replicas: number): Promise<void> {
  const answers = await redis.pipeline().exists(key).wait(replicas, CONFIRMED_WITHIN_MS).exec();
  const [failed, confirmed] = answers?.[1] ?? [new Error('WAIT was not answered')];
  if (failed) throw failed;
  if (Number(confirmed) < replicas) {
    throw new Error(`${String(confirmed)} of ${replicas} replicas have confirmed it`);
  }
}
