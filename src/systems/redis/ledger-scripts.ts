import { ACCEPT_ALL } from './accept-script.ts';
import { LOAD_LEAD } from './lead-record.ts';
import { LINES_MAX } from './story.ts';

/**
 * The ledger's writes, each one Lua script and so one atomic step.
 *
 * A lead's hash: `source` `receivedAt` `status` `reason` `reasonCode`, and by step `s:<step>` state ·
 * `a:<step>` attempts · `g:<step>` generation · `r:<step>` result · `d:<step>` dead letter,
 * `e:<effect>` for each effect, `held`: until when nobody can have it, `decidedLead`: the lead as it
 * was assigned, if corrected since, and `seen:1` … its duplicate keys. The lead itself is a string of
 * its own: Redis keeps a hash in a third of the memory if none of its fields is longer than 64
 * characters, and most steps do not need the lead. In hashes of before stand the lead's JSON as
 * `lead`, and the duplicate keys together, as JSON, in `seen`.
 */

/**
 * Brings status and indexes in line with the states of the steps; a lead that is quarantined,
 * refused or erased has none, and stays what it is. Held is only what may still get its owner, by
 * its assignment or, where nobody has claimed it, by its task.
 */
export const SETTLE = `
local function move(prefix, id, from, to, at)
  if from == to then return end
  redis.call('ZREM', prefix .. ':status:' .. from, id)
  redis.call('ZADD', prefix .. ':status:' .. to, at, id)
  redis.call('HSET', prefix .. ':lead:' .. id, 'status', to)
end
local function settle(prefix, id, at)
  local key = prefix .. ':lead:' .. id
  local all = redis.call('HGETALL', key)
  local dead, open, held, lost, waits, from = false, false, false, false, false, 'in_flight'
  for i = 1, #all, 2 do
    if string.sub(all[i], 1, 2) == 's:' then
      local state = all[i + 1]
      if state == 'dead' then dead = true end
      if state == 'pending' then open = true end
      if all[i] == 's:deduplicate' or all[i] == 's:assign' then
        if state == 'dead' or state == 'discarded' then lost = true end
      end
      if (all[i] == 's:assign' or all[i] == 's:task') and state == 'pending' then waits = true end
    elseif all[i] == 'held' then held = true
    elseif all[i] == 'status' then from = all[i + 1] end
  end
  if held and (lost or not waits) then
    redis.call('HDEL', key, 'held')
    redis.call('ZREM', prefix .. ':held', id)
  end
  if from == 'quarantined' or from == 'refused' or from == 'erased' then return end
  local to = 'complete'
  if dead then to = 'dead' elseif open then to = 'in_flight' end
  move(prefix, id, from, to, at)
  if open then redis.call('ZADD', prefix .. ':open', at, id)
  else redis.call('ZREM', prefix .. ':open', id) end
end
local function tell(prefix, id, event)
  if event == '' then return end
  local story = prefix .. ':story:' .. id
  if redis.call('RPUSH', story, event) > ${LINES_MAX} then
    redis.call('LTRIM', story, -${LINES_MAX}, -1)
  end
end
`;

/**
 * A person who was erased leaves a tombstone with the time of it. What was received until then
 * (a retry, a journal that is drained later, a release) must not bring the person back; what comes
 * later is the person's own doing.
 */
const TOMBSTONE = `
local function erasedAt(prefix, person)
  local at = person ~= '' and redis.call('GET', prefix .. ':erased:' .. person)
  return at and tonumber(at) or nil
end
local function isBuried(prefix, person, receivedAt)
  local at = erasedAt(prefix, person)
  return at ~= nil and at >= tonumber(receivedAt)
end
`;

/**
 * 1 written · 0 ended already · -1 no such lead · -2 the job is another worker's now. KEYS: the job's
 * lock, or any key where there is none, which an empty token says.
 */
const END_STEP = `
local prefix, id, at, step = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = prefix .. ':lead:' .. id
if ARGV[8] ~= '' and redis.call('GET', KEYS[1]) ~= ARGV[8] then return -2 end
local status, state = unpack(redis.call('HMGET', key, 'status', 's:' .. step))
if not status then return -1 end
if status ~= 'erased' and #ARGV > 8 then redis.call('HSET', key, unpack(ARGV, 9)) end
if state ~= 'pending' then return 0 end
redis.call('HSET', key, 's:' .. step, ARGV[5])
if ARGV[6] ~= '' then redis.call('HSET', key, 'r:' .. step, ARGV[6]) end
if step == 'assign' and redis.call('HDEL', key, 'held') == 1 then
  redis.call('ZREM', prefix .. ':held', id)
end
tell(prefix, id, ARGV[7])
settle(prefix, id, at)
return 1
`;

/** Nobody can have it yet. Told once for each time that it waits for. */
const HOLD = `
local prefix, id, held = ARGV[1], ARGV[2], cjson.decode(ARGV[3])
local key = prefix .. ':lead:' .. id
local status = redis.call('HGET', key, 'status')
if not status or status == 'erased' then return 0 end
local before = redis.call('HGET', key, 'held')
if before then
  before = cjson.decode(before)
  held.since = before['since']
end
redis.call('HSET', key, 'held', cjson.encode(held))
redis.call('ZADD', prefix .. ':held', held['until'], id)
if not before or before['until'] ~= held['until'] then tell(prefix, id, ARGV[4]) end
return 1
`;

const ATTEMPT_EFFECT = `
local prefix, id, at, effect = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = prefix .. ':lead:' .. id
if ARGV[6] ~= '' and redis.call('GET', KEYS[1]) ~= ARGV[6] then return -2 end
local status = redis.call('HGET', key, 'status')
if not status or status == 'erased' then return -1 end
redis.call('HSET', key, 'e:' .. effect, ARGV[5])
return 1
`;

/** Sets one field of a lead that exists; an erased lead takes nothing any more. */
const SET_FIELD = `
local key = ARGV[1] .. ':lead:' .. ARGV[2]
local status = redis.call('HGET', key, 'status')
if not status or status == 'erased' then return -1 end
redis.call('HSET', key, ARGV[3], ARGV[4])
return 1
`;

/** One line of the story, of which only the newest are kept; an erased lead has none to tell. */
const TELL = `
if redis.call('HGET', ARGV[1] .. ':lead:' .. ARGV[2], 'status') == 'erased' then return 0 end
tell(ARGV[1], ARGV[2], ARGV[3])
return 1
`;

const COUNT_ATTEMPT = `
local prefix, id, step, at = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local status = redis.call('HGET', prefix .. ':lead:' .. id, 'status')
if not status or status == 'erased' then return 0 end
redis.call('ZADD', prefix .. ':open', 'XX', at, id)
return redis.call('HINCRBY', prefix .. ':lead:' .. id, 'a:' .. step, 1)
`;

const MARK_DEAD = `
local prefix, id, at, step = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = prefix .. ':lead:' .. id
if redis.call('HGET', key, 's:' .. step) ~= 'pending' then return 0 end
redis.call('HSET', key, 's:' .. step, 'dead', 'd:' .. step, ARGV[5])
tell(prefix, id, ARGV[6])
settle(prefix, id, at)
return 1
`;

const REVIVE = `
local prefix, id, at, step = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = prefix .. ':lead:' .. id
if redis.call('HGET', key, 's:' .. step) ~= 'dead' then return -1 end
redis.call('HSET', key, 's:' .. step, 'pending', 'a:' .. step, 0)
redis.call('HDEL', key, 'd:' .. step)
local before = ARGV[6] ~= step and redis.call('HGET', key, 's:' .. ARGV[6])
if before == 'done' or before == 'skipped' then
  redis.call('HSET', key, 's:' .. ARGV[6], 'pending', 'a:' .. ARGV[6], 0)
  redis.call('HDEL', key, 'r:' .. ARGV[6])
end
local generation = redis.call('HINCRBY', key, 'g:' .. step, 1)
tell(prefix, id, ARGV[5])
settle(prefix, id, at)
return generation
`;

const DISCARD = `
local prefix, id, at = ARGV[1], ARGV[2], ARGV[3]
local key = prefix .. ':lead:' .. id
if redis.call('EXISTS', key) == 0 then return 0 end
for i = 5, #ARGV do
  local state = redis.call('HGET', key, 's:' .. ARGV[i])
  if state == 'pending' or state == 'dead' then
    redis.call('HSET', key, 's:' .. ARGV[i], 'discarded')
    redis.call('HDEL', key, 'd:' .. ARGV[i])
  end
end
tell(prefix, id, ARGV[4])
settle(prefix, id, at)
return 1
`;

/** Where a lead's text stands: a string of its own, or, of before, a field of its hash. */
const LEAD_TEXT = `
local function textOf(prefix, id)
  return redis.call('GET', prefix .. ':lead-text:' .. id)
    or redis.call('HGET', prefix .. ':lead:' .. id, 'lead')
end
local function writeText(prefix, id, text)
  redis.call('SET', prefix .. ':lead-text:' .. id, text)
  redis.call('HDEL', prefix .. ':lead:' .. id, 'lead')
end
`;

/** quarantined → in_flight (with lead and steps) or refused. */
const LEAVE_QUARANTINE = `
local prefix, id, at, to = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = prefix .. ':lead:' .. id
if redis.call('HGET', key, 'status') ~= 'quarantined' then return 0 end
if isBuried(prefix, ARGV[7], redis.call('HGET', key, 'receivedAt')) then return 0 end
for field, value in pairs(cjson.decode(ARGV[5])) do redis.call('HSET', key, field, value) end
if ARGV[8] ~= '' then writeText(prefix, id, ARGV[8]) end
if ARGV[7] ~= '' then redis.call('ZADD', prefix .. ':person-leads:' .. ARGV[7], at, id) end
move(prefix, id, 'quarantined', to, at)
if to == 'in_flight' then
  redis.call('ZADD', prefix .. ':open', at, id)
  -- Why it was kept back stands in its story; nothing keeps it back any more.
  redis.call('HDEL', key, 'reason', 'reasonCode')
end
tell(prefix, id, ARGV[6])
return 1
`;

/**
 * A dead lead's details, corrected by a person. Only over the text that the correction was made
 * from: of two people at it at once, the second is told. The lead changes its person's index. What
 * it was assigned on is kept, since nothing else explains the decision; a claim is decided on that
 * too, before the correction or after it.
 */
const CORRECT_LEAD = `
local prefix, id = ARGV[1], ARGV[2]
local key = prefix .. ':lead:' .. id
if redis.call('HGET', key, 'status') ~= 'dead' then return 0 end
if textOf(prefix, id) ~= ARGV[3] then return 0 end
if isBuried(prefix, ARGV[7], redis.call('HGET', key, 'receivedAt')) then return 0 end
if redis.call('HGET', key, 's:assign') == 'done' then
  redis.call('HSETNX', key, 'decidedLead', ARGV[3])
end
writeText(prefix, id, ARGV[4])
tell(prefix, id, ARGV[5])
if ARGV[6] ~= ARGV[7] then
  local at = redis.call('HGET', key, 'receivedAt')
  redis.call('ZREM', prefix .. ':person-leads:' .. ARGV[6], id)
  redis.call('ZADD', prefix .. ':person-leads:' .. ARGV[7], at, id)
end
return 1
`;

/** Accepts leads without their first jobs. */
const ACCEPT = SETTLE + TOMBSTONE + ACCEPT_ALL;

/** @param jobsTo defines it (add-jobs.ts) */
export function acceptWithJobs(jobsTo: string): string {
  return jobsTo + ACCEPT;
}

export const LEDGER_SCRIPTS = {
  acceptAll: { numberOfKeys: 1, lua: `local jobsTo\n${ACCEPT}` },
  endStep: { numberOfKeys: 1, lua: SETTLE + END_STEP },
  hold: { numberOfKeys: 0, lua: SETTLE + HOLD },
  attemptEffect: { numberOfKeys: 1, lua: ATTEMPT_EFFECT },
  setField: { numberOfKeys: 0, lua: SET_FIELD },
  tell: { numberOfKeys: 0, lua: SETTLE + TELL },
  countAttempt: { numberOfKeys: 0, lua: COUNT_ATTEMPT },
  markDead: { numberOfKeys: 0, lua: SETTLE + MARK_DEAD },
  revive: { numberOfKeys: 0, lua: SETTLE + REVIVE },
  discard: { numberOfKeys: 0, lua: SETTLE + DISCARD },
  leaveQuarantine: { numberOfKeys: 0, lua: SETTLE + TOMBSTONE + LEAD_TEXT + LEAVE_QUARANTINE },
  correctLead: { numberOfKeys: 0, lua: SETTLE + TOMBSTONE + LEAD_TEXT + CORRECT_LEAD },
  leadText: { numberOfKeys: 0, lua: `${LEAD_TEXT}return textOf(ARGV[1], ARGV[2])` },
  loadLead: { numberOfKeys: 2, lua: LOAD_LEAD },
} as const;

export type LedgerScript = keyof typeof LEDGER_SCRIPTS;
