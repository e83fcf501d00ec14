import type { Redis } from 'ioredis';
import type { Turns } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import { scriptsOn } from './scripts.ts';

/**
 * The turn is written into the lead's own record, so taking it again answers the same. A lead that
 * has been erased meanwhile is shown the next turn and takes none.
 */
const TAKE = `
local record, field = ARGV[1] .. ':lead:' .. ARGV[2], 'turn:' .. ARGV[3]
local taken = redis.call('HGET', record, field)
if taken then return tonumber(taken) end
if redis.call('HEXISTS', record, 'status') == 0 then
  return tonumber(redis.call('GET', KEYS[1]) or '0')
end
local turn = redis.call('INCR', KEYS[1]) - 1
redis.call('HSET', record, field, turn)
return turn
`;

export function createTurns(redis: Redis, prefix: string): Turns {
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, { takeTurn: { numberOfKeys: 1, lua: TAKE } });

  return {
    take: (pool, leadId) =>
      guarded('taking a turn', async () =>
        Number(await run.takeTurn(keys.turn(pool), prefix, leadId, pool)),
      ),
    peek: (pool) =>
      guarded('looking at a turn', async () => Number((await redis.get(keys.turn(pool))) ?? 0)),
  };
}
