import { createHmac } from 'node:crypto';
import type { Redis } from 'ioredis';
import { keysFor } from './keys.ts';
import type { QuickAsk } from './quick-ask.ts';
import { scriptsOn } from './scripts.ts';

/** Answers how many senders there are now; beyond the limit it counts no further. */
const ADD = `
if redis.call('SCARD', KEYS[1]) < tonumber(ARGV[2]) then redis.call('SADD', KEYS[1], ARGV[1]) end
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return redis.call('SCARD', KEYS[1])
`;

/** Far more than makes a message suspicious. */
const SENDERS_MAX = 100;
const DAY_MS = 24 * 3_600_000;

/**
 * Counts the different senders of one message within a day. Both are kept as keyed hashes, which
 * tell nothing to who reads them. Answers 0 while Redis is away or slow.
 */
export function createMessageSenders(options: {
  redis: Redis;
  prefix: string;
  secret: Buffer;
  quickly: QuickAsk;
}): (message: string, sender: string) => Promise<number> {
  const { redis, prefix, secret, quickly } = options;
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, { addSender: { numberOfKeys: 1, lua: ADD } });
  const hash = (text: string) => createHmac('sha256', secret).update(text).digest('hex');

  return (message, sender) =>
    quickly(
      async () =>
        Number(
          await run.addSender(
            keys.senders(hash(`message:${message}`)),
            hash(`sender:${sender}`),
            SENDERS_MAX,
            DAY_MS,
          ),
        ),
      async () => 0,
    );
}
