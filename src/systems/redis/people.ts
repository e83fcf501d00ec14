import type { LatestLead, People } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { PersonKeys } from './person-keys.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';

/**
 * The lease has no clock: a lead holds it until its assignment has ended, however long the CRM is
 * away, and loses it by the very state of its steps. So a killed worker can neither lose nor
 * hoard it. Answers the holder, '' when it is ours.
 */
const LEASE = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[2] then
  local record = ARGV[1] .. ':lead:' .. holder
  local status = redis.call('HGET', record, 'status')
  local before = redis.call('HGET', record, 's:deduplicate')
  local assign = redis.call('HGET', record, 's:assign')
  if status and status ~= 'erased' and assign == 'pending'
    and before ~= 'dead' and before ~= 'discarded' then return holder end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return ''
`;

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`;

/** A worker that is still at an erased lead leaves nothing of it behind. */
const REMEMBER = `
if redis.call('HGET', ARGV[1] .. ':lead:' .. ARGV[2], 'status') == 'erased' then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return 1
`;

/** Only tidies up keys: who holds the lease is told by the steps, see above. */
const LEASE_KEPT_MS = 8 * 24 * 3_600_000;

/** Longer than any `joinWithinMinutes`; also how a person without e-mail is found again. */
const LATEST_KEPT_MS = 90 * 24 * 3_600_000;

export function createPeople(redis: Redis, prefix: string, personKeys: PersonKeys): People {
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, {
    lease: { numberOfKeys: 1, lua: LEASE },
    releaseLease: { numberOfKeys: 1, lua: RELEASE },
    rememberLatest: { numberOfKeys: 1, lua: REMEMBER },
  });

  return {
    keyOf: personKeys.keyOf,
    lease: (person, leadId) =>
      guarded('leasing a person', async () => {
        const holder = await run.lease(keys.lease(person), prefix, leadId, LEASE_KEPT_MS);
        return holder === '' ? undefined : String(holder);
      }),
    release: (person, leadId) =>
      guarded('releasing a person', async () => {
        await run.releaseLease(keys.lease(person), leadId);
      }),
    latest: (person) =>
      guarded('reading the latest lead', async () => {
        const text = await redis.get(keys.latest(person));
        return text === null ? undefined : (JSON.parse(text) as LatestLead);
      }),
    remember: (person, latest) =>
      guarded('remembering the latest lead', async () => {
        await run.rememberLatest(
          keys.latest(person),
          prefix,
          latest.leadId,
          JSON.stringify(latest),
          LATEST_KEPT_MS,
        );
      }),
  };
}
