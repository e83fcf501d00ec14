import { EACH_ITEM } from './gathered.ts';

/**
 * Accepts submissions, one after another in one atomic step. For each it answers the id of the lead
 * that holds the duplicate key: its own id when it is new. One that fails takes no other with it.
 * What can be asked or written for all of them at once is: each command costs Redis more than what
 * it does.
 *
 * A lead that goes on to its first queue gets its job in the same step, where `jobsTo` is defined
 * before this (add-jobs.ts). A job that cannot be added fails no lead: none is left then, and it is
 * for somebody else to add them. Behind the answers of the items stands '1' when they have their jobs.
 *
 * ARGV: prefix · how long raw submissions are kept (ms) · the stories, without their time, of a lead
 * that is swallowed and of one that is back · of the jobs: BullMQ's prefix, options, queue and name.
 * Then by item: id · time of receipt · status · keyed hash of the person · sealed raw submission ·
 * first story · names of the steps, in lines · source · text of the lead · reason and its code · data
 * of the job · key and time to live of each duplicate key. What is not there is empty.
 */
export const ACCEPT_ALL = `
${EACH_ITEM}
local prefix, rawKeptMs, FIRST_ITEM = ARGV[1], ARGV[2], 9
local indexes, accepted, here, pending, jobs = {}, 0, {}, {}, {}
local function index(name, at, id)
  local members = indexes[name]
  if not members then
    members = {}
    indexes[name] = members
  end
  members[#members + 1] = at
  members[#members + 1] = id
end
local function storyAt(at, rest) return '{"at":' .. at .. rest end
local function anyExists(kind, offset)
  local keys, at = {}, FIRST_ITEM
  while at <= #ARGV do
    if ARGV[at + offset] ~= '' then keys[#keys + 1] = prefix .. kind .. ARGV[at + offset] end
    at = at + tonumber(ARGV[at]) + 1
  end
  return #keys > 0 and redis.call('EXISTS', unpack(keys)) > 0
end
local someAreHere, someAreErased = anyExists(':lead:', 1), anyExists(':erased:', 4)
local function isHere(key)
  return here[key] or (someAreHere and redis.call('EXISTS', key) == 1)
end
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
local function stepFields(names)
  local fields = pending[names]
  if fields then return fields end
  fields = {}
  for step in string.gmatch(names, '[^\\n]+') do fields[#fields + 1] = 's:' .. step end
  pending[names] = fields
  return fields
end
local function leadFields(first, last)
  local fields = {
    'source', ARGV[first + 7], 'receivedAt', ARGV[first + 1], 'status', ARGV[first + 2]
  }
  local function add(name, value)
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  for i = first + 12, last, 2 do add('seen:' .. (i - first - 10) / 2, ARGV[i]) end
  if ARGV[first + 9] ~= '' then add('reason', ARGV[first + 9]) end
  if ARGV[first + 10] ~= '' then add('reasonCode', ARGV[first + 10]) end
  for _, step in ipairs(stepFields(ARGV[first + 6])) do add(step, 'pending') end
  return fields
end
local function needsJob(first, isNew)
  if ARGV[first + 11] ~= '' then jobs[#jobs + 1] = {at = first, isNew = isNew} end
end
local function accept(first, last)
  local id, at, status, person = ARGV[first], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3]
  local key = prefix .. ':lead:' .. id
  if isHere(key) then
    if redis.call('HGET', key, 'status') == 'in_flight' then needsJob(first, false) end
    return id
  end
  local known = knownAs(id, first + 12, last)
  if known and known ~= id then return known end
  accepted = accepted + 1
  index('leads', at, id)
  local erased = someAreErased and erasedAt(prefix, person)
  if erased and erased >= tonumber(at) then
    redis.call('HSET', key, 'source', ARGV[first + 7], 'receivedAt', at, 'status', 'erased')
    here[key] = true
    index('status:erased', at, id)
    tell(prefix, id, storyAt(at, ARGV[3]))
    return id
  end
  -- Before its record: if only one of them can be written, there must be no record without its lead.
  if ARGV[first + 8] ~= '' then redis.call('SET', prefix .. ':lead-text:' .. id, ARGV[first + 8]) end
  redis.call('HSET', key, unpack(leadFields(first, last)))
  here[key] = true
  redis.call('SET', prefix .. ':raw:' .. id, ARGV[first + 4], 'PX', rawKeptMs)
  index('status:' .. status, at, id)
  if status == 'in_flight' then index('open', at, id) end
  if person ~= '' then redis.call('ZADD', prefix .. ':person-leads:' .. person, at, id) end
  tell(prefix, id, ARGV[first + 5])
  if erased then tell(prefix, id, storyAt(at, ARGV[4])) end
  needsJob(first, true)
  return id
end
local function haveJobs()
  if #jobs == 0 then return '1' end
  if not jobsTo then return '0' end
  local add, atOnce, undo = jobsTo(ARGV[5], ARGV[6])
  local ok = pcall(function()
    for _, job in ipairs(jobs) do
      add(ARGV[7], ARGV[8], ARGV[job.at + 11], ARGV[job.at], job.isNew)
    end
    atOnce()
  end)
  if not ok then undo() end
  return ok and '1' or '0'
end
local answers = eachItem(FIRST_ITEM, accept)
for name, members in pairs(indexes) do
  redis.call('ZADD', prefix .. ':' .. name, unpack(members))
end
if accepted > 0 then redis.call('HINCRBY', prefix .. ':counts', 'accepted', accepted) end
answers[#answers + 1] = haveJobs()
return answers
`;
