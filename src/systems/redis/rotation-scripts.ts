/**
 * The rotation's reads and writes, each one Lua script and so one atomic step. Every key is named to
 * Redis: rotation, absences, company, lead, open-leads, open-holders, and two lists of standings. The first
 * arguments are the known version and the lead.
 */

/**
 * Everything that a decision about a lead is made from, with two fields of its record. The state itself
 * is left out for those who know this version of it already.
 */
const READ = `
local version = redis.call('HGET', KEYS[1], 'version') or ''
local state = {}
if version ~= ARGV[1] then state = redis.call('HGETALL', KEYS[1]) end
return {
  version, state, redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3]),
  redis.call('HMGET', KEYS[4], 'status', ARGV[3], ARGV[4]),
  redis.call('HGET', KEYS[6], ARGV[2])
}
`;

/**
 * Writes a change that was made from the version ARGV[1], if it still is that one. A version is
 * written once, so a commit that comes a second time (the connection broke before its answer) is known
 * for done. A lead that was erased meanwhile takes nothing.
 */
const COMMIT = `
local version = redis.call('HGET', KEYS[1], 'version') or ''
local id, new, plan = ARGV[2], ARGV[3], cjson.decode(ARGV[4])
if version == new then return 'committed' end
if version ~= ARGV[1] then return 'outdated' end
if plan.lead then
  local status = redis.call('HGET', KEYS[4], 'status')
  if not status or status == 'erased' then return 'gone' end
  for field, value in pairs(plan.lead) do
    if value == '' then redis.call('HDEL', KEYS[4], field)
    else redis.call('HSET', KEYS[4], field, value) end
  end
end
redis.call('HSET', KEYS[1], 'version', new)
for field, value in pairs(plan.state) do redis.call('HSET', KEYS[1], field, value) end
for pool, member in pairs(plan.companies) do
  redis.call('HSET', KEYS[3], pool, member)
  redis.call('PEXPIRE', KEYS[3], ARGV[5])
end
if plan.open then
  redis.call('ZADD', KEYS[5], plan.open.at, id)
  redis.call('HSET', KEYS[6], id, plan.open.holder)
elseif plan.closed then
  redis.call('ZREM', KEYS[5], id)
  redis.call('HDEL', KEYS[6], id)
end
for at, entries in ipairs(plan.entries) do
  for _, entry in ipairs(entries) do redis.call('LPUSH', KEYS[6 + at], entry) end
  redis.call('LTRIM', KEYS[6 + at], 0, ARGV[6] - 1)
end
return 'committed'
`;

const GIVE_TURN = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`;

export const ROTATION_SCRIPTS = {
  readRotation: { numberOfKeys: 8, lua: READ },
  giveTurn: { numberOfKeys: 1, lua: GIVE_TURN },
  commitRotation: { numberOfKeys: 8, lua: COMMIT },
} as const;
