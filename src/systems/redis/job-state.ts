import type { JobState } from '../../workflow/queues.ts';
import { guarded } from './connection.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';

/**
 * BullMQ itself searches its list of waiting jobs from end to end, which takes Redis milliseconds
 * where a million wait. Here a job that is in no sorted set waits, or a worker holds its lock.
 */
const JOB_STATE = `
local base, id = KEYS[1], ARGV[1]
if redis.call('EXISTS', base .. id) == 0 then return 'unknown' end
for _, state in ipairs({'completed', 'failed', 'delayed'}) do
  if redis.call('ZSCORE', base .. state, id) then return state end
end
if redis.call('EXISTS', base .. id .. ':lock') == 1 then return 'active' end
return 'waiting'
`;

/** @param prefix BullMQ's */
export function createJobStates(
  redis: Redis,
  prefix: string,
): (queue: string, jobId: string) => Promise<JobState> {
  const run = scriptsOn(redis, { jobState: { numberOfKeys: 1, lua: JOB_STATE } });
  return (queue, jobId) =>
    guarded(
      'asking for a job',
      async () => (await run.jobState(`${prefix}:${queue}:`, jobId)) as JobState,
    );
}
