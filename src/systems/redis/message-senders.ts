import { hash } from 'node:crypto';
import { EACH_ITEM, gathered, itemArguments, outcomesOf } from './gathered.ts';
import { keysFor } from './keys.ts';
import type { QuickAsk } from './quick-ask.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';

/**
 * For each pair of a message's key and a sender: how many senders there are now; beyond the limit it
 * counts no further.
 */
const ADD_ALL = `
${EACH_ITEM}
local max, dayMs = tonumber(ARGV[1]), ARGV[2]
local function add(first)
  local key = ARGV[first]
  local new = redis.call('SADD', key, ARGV[first + 1])
  local senders = redis.call('SCARD', key)
  if new == 1 and senders == 1 then redis.call('PEXPIRE', key, dayMs) end
  if new == 1 and senders > max then
    redis.call('SREM', key, ARGV[first + 1])
    return max
  end
  return senders
end
return eachItem(3, add)
`;

/** Far more than makes a message suspicious. */
const SENDERS_MAX = 100;
const DAY_MS = 24 * 3_600_000;

/** Of 43: enough that no two messages meet, and too few to go on from, as SHA-256 would allow. */
const HASH_CHARACTERS = 22;

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
  const run = scriptsOn(redis, { addSenders: { numberOfKeys: 1, lua: ADD_ALL } });
  const key = secret.toString('hex');
  const keyed = (text: string) =>
    hash('sha256', `${key}${text}`, 'base64url').slice(0, HASH_CHARACTERS);
  const add = gathered(async (pairs: [message: string, sender: string][]) =>
    outcomesOf(
      await run.addSenders(pairs[0]?.[0] ?? '', SENDERS_MAX, DAY_MS, ...itemArguments(pairs)),
    ),
  );

  return (message, sender) =>
    quickly(
      async () =>
        Number(await add([keys.senders(keyed(`message:${message}`)), keyed(`sender:${sender}`)])),
      async () => 0,
    );
}
