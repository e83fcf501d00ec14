import type { JobsOptions } from 'bullmq';
import { EACH_ITEM, gathered, itemArguments, type Outcome, outcomesOf } from './gathered.ts';
import type { Redis } from './redis-client.ts';
import { lateScript } from './scripts.ts';

export type NewJob = { queue: string; name: string; data: string; jobId: string };

/** BullMQ's own script for a job that waits for nothing, as it registers it on its connection. */
const STANDARD_JOB = /^addStandardJob:/;

/** The keys of that script, behind `<prefix>:<queue>:`. */
const KEYS = ['wait', 'paused', 'meta', 'id', 'completed', 'delayed', 'active', 'events', 'marker'];

/**
 * Adds jobs as BullMQ would, and by BullMQ's own script, but all of one turn in one call. What
 * BullMQ does for a single job costs more than everything else about a submission.
 *
 * Answers undefined where BullMQ has registered no such script (yet): then let BullMQ add it.
 */
export function createJobAdder(options: {
  redis: Redis;
  /** BullMQ's. */
  prefix: string;
  jobOptions: JobsOptions;
}): (job: NewJob) => Promise<string> | undefined {
  const { redis, prefix } = options;
  const jobOptions = JSON.stringify(options.jobOptions);
  let add: ((job: NewJob) => Promise<string>) | undefined;

  function adderBy(lua: string): (job: NewJob) => Promise<string> {
    const run = lateScript(redis, addAll(lua));
    return gathered(
      async (jobs): Promise<Outcome<string>[]> =>
        outcomesOf(
          await run(
            [`${prefix}:${jobs[0]?.queue}:wait`],
            [
              prefix,
              jobOptions,
              ...itemArguments(jobs.map((job) => [job.queue, job.name, job.data, job.jobId])),
            ],
          ),
        ),
    );
  }

  return (job) => {
    const lua = add ? undefined : registeredScript(redis);
    if (lua !== undefined) add = adderBy(lua);
    return add?.(job);
  };
}

/** ioredis knows the scripts of its connection; its types do not say so. */
function registeredScript({ scriptsSet }: Redis): string | undefined {
  const scripts = scriptsSet as Record<string, { lua?: string }>;
  return Object.entries(scripts).find(([name]) => STANDARD_JOB.test(name))?.[1].lua;
}

/**
 * What BullMQ's script asks Redis for, once for all jobs of a call: what stands in the queue's meta
 * hash is remembered, ids are pushed and counted together, and the marker is set once. In front of
 * a script this replaces `redis`; `atOnce()` does what was put off.
 */
const TOGETHER = `
local each, kinds, answered, pushed, counted = redis.call, {}, {}, {}, {}
local once = {
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
  return each(command, key, ...)
end
local function atOnce()
  for key, ids in pairs(pushed) do each('LPUSH', key, unpack(ids)) end
  for key, count in pairs(counted) do each('SET', key, string.format('%.0f', count)) end
end
local redis = setmetatable({call = call}, {__index = redis})
`;

/** BullMQ's script as a function of what it takes for its keys and arguments. */
function addAll(standardJob: string): string {
  return `
${TOGETHER}
local cmsgpack = {unpack = function(packed) return packed end}
local function addStandardJob(KEYS, ARGV)
${standardJob}
end
${EACH_ITEM}
local prefix, options = ARGV[1], cjson.decode(ARGV[2])
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
local function add(first)
  local queue = ARGV[first]
  if not bases[queue] then queueKeys(queue) end
  options.jobId = ARGV[first + 3]
  return addStandardJob(keysOf[queue], {
    {bases[queue], options.jobId, ARGV[first + 1], now}, ARGV[first + 2], options
  })
end
local ok, answers = pcall(eachItem, 3, add)
atOnce()
if not ok then error(answers) end
return answers
`;
}
