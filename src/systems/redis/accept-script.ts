import { EACH_ITEM } from './gathered.ts';

/**
 * Accepts submissions, one after another in one atomic step. For each it answers the id of the lead
 * that holds the duplicate key: its own id when it is new. One that fails takes no other with it.
 * What goes into the large indexes is added there together, at the end.
 *
 * ARGV: prefix · how long raw submissions are kept (ms) · the stories, without their time, of a lead
 * that is swallowed and of one that is back. Then by item: id · time of receipt · status · keyed
 * hash of the person · sealed raw submission · first story · number of duplicate keys · key and
 * time to live of each · fields of the lead's hash.
 */
export const ACCEPT_ALL = `
${EACH_ITEM}
local prefix, rawKeptMs = ARGV[1], ARGV[2]
local indexes, accepted = {}, 0
local function index(name, at, id)
  local members = indexes[name] or {}
  members[#members + 1] = at
  members[#members + 1] = id
  indexes[name] = members
end
local function storyAt(at, rest) return '{"at":' .. at .. rest end
local function knownAs(id, from, to)
  if to - from == 1 then
    local key = prefix .. ':seen:' .. ARGV[from]
    if redis.call('SET', key, id, 'NX', 'PX', ARGV[to]) then return nil end
    return redis.call('GET', key)
  end
  for i = from, to, 2 do
    local known = redis.call('GET', prefix .. ':seen:' .. ARGV[i])
    if known then return known end
  end
  for i = from, to, 2 do
    redis.call('SET', prefix .. ':seen:' .. ARGV[i], id, 'PX', ARGV[i + 1])
  end
end
local function accept(first, last)
  local id, at, status, person = ARGV[first], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3]
  local key = prefix .. ':lead:' .. id
  if redis.call('EXISTS', key) == 1 then return id end
  local fieldsFrom = first + 7 + 2 * tonumber(ARGV[first + 6])
  local known = knownAs(id, first + 7, fieldsFrom - 1)
  if known then return known end
  accepted = accepted + 1
  index('leads', at, id)
  local erased = erasedAt(prefix, person)
  if erased and erased >= tonumber(at) then
    redis.call('HSET', key, 'source', ARGV[fieldsFrom + 1], 'receivedAt', at, 'status', 'erased')
    index('status:erased', at, id)
    tell(prefix, id, storyAt(at, ARGV[3]))
    return id
  end
  redis.call('HSET', key, unpack(ARGV, fieldsFrom, last))
  redis.call('SET', prefix .. ':raw:' .. id, ARGV[first + 4], 'PX', rawKeptMs)
  index('status:' .. status, at, id)
  if status == 'in_flight' then index('open', at, id) end
  if person ~= '' then redis.call('ZADD', prefix .. ':person-leads:' .. person, at, id) end
  redis.call('RPUSH', prefix .. ':story:' .. id, ARGV[first + 5])
  if erased then tell(prefix, id, storyAt(at, ARGV[4])) end
  return id
end
local answers = eachItem(5, accept)
for name, members in pairs(indexes) do
  redis.call('ZADD', prefix .. ':' .. name, unpack(members))
end
if accepted > 0 then redis.call('HINCRBY', prefix .. ':counts', 'accepted', accepted) end
return answers
`;
