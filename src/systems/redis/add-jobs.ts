import type { JobsOptions } from 'bullmq';
import { EACH_ITEM, gathered, itemArguments, type Outcome, outcomesOf } from './gathered.ts';
import type { Redis } from './redis-client.ts';
import { scriptOn } from './scripts.ts';

export type NewJob = { queue: string; name: string; data: string; jobId: string };

/** BullMQ's own script for a job that waits for nothing, as it registers it on its connection. */
const STANDARD_JOB = /^addStandardJob:/;

/** The keys of that script, behind `<prefix>:<queue>:`. */
const KEYS = ['wait', 'paused', 'meta', 'id', 'completed', 'delayed', 'active', 'events', 'marker'];

/** What all jobs of an adder have in common. */
export type JobSettings = {
  redis: Redis;
  /** BullMQ's. */
  prefix: string;
  jobOptions: JobsOptions;
};

/**
 * Adds jobs as BullMQ would, and by BullMQ's own script, but all of one turn in one call. What
 * BullMQ does for a single job costs more than everything else about a submission.
 *
 * Answers undefined where BullMQ has registered no such script (yet): then let BullMQ add it.
 */
export function createJobAdder(
  settings: JobSettings,
): (job: NewJob) => Promise<string> | undefined {
  const { redis, prefix } = settings;
  const jobOptions = JSON.stringify(settings.jobOptions);
  const addAll = lateAdder(redis, (lua) => {
    const run = scriptOn(redis, { numberOfKeys: 1, lua: lua + ADD_ALL });
    return gathered(
      async (jobs: NewJob[]): Promise<Outcome<string>[]> =>
        outcomesOf(
          await run(
            `${prefix}:${jobs[0]?.queue}:wait`,
            prefix,
            jobOptions,
            ...itemArguments(jobs.map((job) => [job.queue, job.name, job.data, job.jobId])),
          ),
        ),
    );
  });
  return (job) => addAll()?.(job);
}

/**
 * What `make` makes of Lua that defines `jobsTo(prefix, options)`. That answers three functions:
 * `add(queue, name, data, id, isNew)`, where nobody looks for a job of this id if it is new; one that
 * ends the adding, which has to be called after all of them; and one for where either failed: no job
 * is left then. Undefined for as long as BullMQ has registered no script.
 */
export function lateAdder<Adder>(
  redis: Redis,
  make: (lua: string) => Adder,
): () => Adder | undefined {
  let made: Adder | undefined;
  return () => {
    if (made !== undefined) return made;
    const lua = registeredScript(redis);
    if (lua !== undefined) made = make(jobsByScript(lua));
    return made;
  };
}

/** ioredis knows the scripts of its connection; its types do not say so. */
function registeredScript({ scriptsSet }: Redis): string | undefined {
  const scripts = scriptsSet as Record<string, { lua?: string }>;
  return Object.entries(scripts).find(([name]) => STANDARD_JOB.test(name))?.[1].lua;
}

/**
 * What BullMQ's script asks Redis for, once for all jobs of a call: what stands in the queue's meta
 * hash is remembered, ids are pushed and counted together, and the marker is set once. Nobody
 * listens to the events of jobs that begin to wait, so there are none. In front of a script this
 * replaces `redis`; `atOnce()` does what was put off, and in its place `undo()` takes back what was
 * not.
 */
const TOGETHER = `
local each, kinds, answered, pushed, counted, made = redis.call, {}, {}, {}, {}, {}
local absent, nothing = {}, function() end
local once = {
  events = nothing,
  meta = function(command, key, ...)
    if command ~= 'HGET' and command ~= 'HMGET' then return each(command, key, ...) end
    local question = command .. key .. (...)
    answered[question] = answered[question] or each(command, key, ...)
    return answered[question]
  end,
  marker = function(command, key, ...)
    answered[key] = answered[key] or each(command, key, ...)
    return answered[key]
  end,
  wait = function(command, key, ...)
    if command ~= 'LPUSH' then return each(command, key, ...) end
    local ids = pushed[key] or {}
    ids[#ids + 1] = ...
    pushed[key] = ids
    return #ids
  end,
  id = function(command, key)
    counted[key] = (counted[key] or tonumber(each('GET', key)) or 0) + 1
    return counted[key]
  end
}
local function call(command, key, ...)
  local kind = once[kinds[key]]
  if kind then return kind(command, key, ...) end
  if command == 'EXISTS' and absent[key] then
    absent[key] = nil
    return 0
  end
  if command == 'HMSET' then made[#made + 1] = key end
  return each(command, key, ...)
end
local function atOnce()
  for key, ids in pairs(pushed) do each('LPUSH', key, unpack(ids)) end
  for key, count in pairs(counted) do each('SET', key, string.format('%.0f', count)) end
end
local function undo()
  for _, key in ipairs(made) do each('DEL', key) end
end
local redis = setmetatable({call = call}, {__index = redis})
`;

/** BullMQ's script as a function of what it takes for its keys and arguments. */
function jobsByScript(standardJob: string): string {
  return `
local function jobsTo(prefix, optionsText)
${TOGETHER}
local cmsgpack = {unpack = function(packed) return packed end}
local options = cjson.decode(optionsText)
local encode = cjson.encode
local cjson = setmetatable({
  encode = function(value) return value == options and optionsText or encode(value) end
}, {__index = cjson})
local function addStandardJob(KEYS, ARGV)
${standardJob}
end
local time = each('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local bases, keysOf = {}, {}
local function queueKeys(queue)
  local keys, base = {}, prefix .. ':' .. queue .. ':'
  for i, name in ipairs({'${KEYS.join("', '")}'}) do
    keys[i] = base .. name
    kinds[keys[i]] = name
  end
  bases[queue], keysOf[queue] = base, keys
end
local function add(queue, name, data, id, isNew)
  if not bases[queue] then queueKeys(queue) end
  if isNew then absent[bases[queue] .. id] = true end
  return addStandardJob(keysOf[queue], {{bases[queue], id, name, now}, data, options})
end
return add, atOnce, undo
end
`;
}

/** ARGV: BullMQ's prefix · JSON of the options · by item: queue · name · data · id. */
const ADD_ALL = `
${EACH_ITEM}
local add, atOnce = jobsTo(ARGV[1], ARGV[2])
local ok, answers = pcall(eachItem, 3, function(first)
  return add(ARGV[first], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3])
end)
atOnce()
if not ok then error(answers) end
return answers
`;
