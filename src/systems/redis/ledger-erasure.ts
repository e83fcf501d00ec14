import type { LedgerErasure } from '../../workflow/erasure.ts';
import type { StoryEvent } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import { LOAD_LEAD, recordOf } from './lead-record.ts';
import type { LedgerContext } from './ledger-context.ts';
import { SETTLE } from './ledger-scripts.ts';
import { scriptsOn } from './scripts.ts';

/**
 * All that is kept of one lead; and what the indexes know of a lead of this person: a later lead of
 * the same person stays in them.
 */
const LEAVE = `
local function deleteLead(prefix, id)
  local keys = {}
  for i, kind in ipairs({'lead', 'lead-text', 'raw', 'story'}) do
    keys[i] = prefix .. ':' .. kind .. ':' .. id
  end
  redis.call('DEL', unpack(keys))
end
local function leavePerson(prefix, person, id)
  if person == '' then return end
  redis.call('ZREM', prefix .. ':person-leads:' .. person, id)
  local latest = redis.call('GET', prefix .. ':latest:' .. person)
  if latest and cjson.decode(latest).leadId == id then
    redis.call('DEL', prefix .. ':latest:' .. person)
  end
  if redis.call('GET', prefix .. ':lease:' .. person) == id then
    redis.call('DEL', prefix .. ':lease:' .. person)
  end
end
`;

/**
 * Leaves of a lead that it was there, from which source, when, and that it was erased. Its duplicate
 * keys, which are hashes, live on, so that a sender's retry is known for one.
 */
const ERASE = `
local prefix, id, at, person = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = prefix .. ':lead:' .. id
local status, source, receivedAt, seen =
  unpack(redis.call('HMGET', key, 'status', 'source', 'receivedAt', 'seen'))
if not status then return 0 end
seen = seen and cjson.decode(seen) or {}
repeat
  local each = redis.call('HGET', key, 'seen:' .. (#seen + 1))
  seen[#seen + 1] = each or nil
until not each
for _, each in ipairs(seen) do
  local name = prefix .. ':seen:' .. each
  if redis.call('GET', name) == id then redis.call('PEXPIRE', name, ARGV[6]) end
end
deleteLead(prefix, id)
redis.call('HSET', key, 'source', source, 'receivedAt', receivedAt, 'status', status)
redis.call('ZREM', prefix .. ':open', id)
redis.call('ZREM', prefix .. ':held', id)
leavePerson(prefix, person, id)
move(prefix, id, status, 'erased', at)
tell(prefix, id, ARGV[5])
return 1
`;

/** A lead of this status leaves the ledger altogether, and is counted. */
const FORGET = `
local prefix, id, status, person = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = prefix .. ':lead:' .. id
if redis.call('HGET', key, 'status') ~= status then return 0 end
deleteLead(prefix, id)
redis.call('ZREM', prefix .. ':leads', id)
redis.call('ZREM', prefix .. ':open', id)
redis.call('ZREM', prefix .. ':held', id)
redis.call('ZREM', prefix .. ':status:' .. status, id)
leavePerson(prefix, person, id)
redis.call('HINCRBY', prefix .. ':counts', 'forgotten:' .. status, 1)
return 1
`;

/** What can be taken out of the ledger, each as one atomic step. */
export function createLedgerErasure(
  options: Pick<LedgerContext, 'redis' | 'prefix' | 'personKeys'> & {
    /** How long tombstones and the duplicate keys of erased leads are kept. */
    tombstoneMs: number;
  },
): LedgerErasure {
  const { redis, prefix, personKeys, tombstoneMs } = options;
  const keys = keysFor(prefix);
  const scripts = {
    eraseLead: { numberOfKeys: 0, lua: SETTLE + LEAVE + ERASE },
    forgetLead: { numberOfKeys: 0, lua: LEAVE + FORGET },
    loadLead: { numberOfKeys: 2, lua: LOAD_LEAD },
  };
  const run = scriptsOn(redis, scripts, keys.leads);

  /** '' where there is nobody: the submission could not be read, or is erased already. */
  async function personOf(leadId: string): Promise<string> {
    const found = await run.loadLead(keys.lead(leadId), keys.leadText(leadId));
    const lead = recordOf(leadId, found)?.lead;
    return lead ? personKeys.keyOf(lead) : '';
  }

  return {
    bury: (email, at) =>
      guarded('writing a tombstone', async () => {
        const tombstone = keys.erased(personKeys.keyOfEmail(email));
        await redis.set(tombstone, String(at), 'PX', tombstoneMs);
      }),
    erase: (leadId, says, at) =>
      guarded('erasing a lead', async () => {
        const event: StoryEvent = { at, what: 'erased', says };
        const person = await personOf(leadId);
        const story = JSON.stringify(event);
        return (await run.eraseLead(prefix, leadId, at, person, story, tombstoneMs)) === 1;
      }),
    forget: (leadId, status) =>
      guarded(
        'forgetting a lead',
        async () => (await run.forgetLead(prefix, leadId, status, await personOf(leadId))) === 1,
      ),
    inStatusSince: (status, before, limit) =>
      guarded('finding old leads', () =>
        redis.zrangebyscore(keys.status(status), '-inf', `(${before}`, 'LIMIT', 0, limit),
      ),
  };
}
