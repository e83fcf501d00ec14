import type { Absences } from '../../routing/absences.ts';
import type { AbsenceChange, AbsenceStore } from '../../workflow/absence-store.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';

const CHANGES_KEPT = 1_000;

/** Writes only over what was read: KEYS absences, changes; ARGV member, before, after, change. */
const CHANGE_ABSENCE = `
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
redis.call('LPUSH', KEYS[2], ARGV[4])
redis.call('LTRIM', KEYS[2], 0, ${CHANGES_KEPT - 1})
return 1`;

/** A member of whom nothing is said has no field in the hash. */
export function createAbsenceStore(redis: Redis, prefix: string): AbsenceStore {
  const keys = keysFor(prefix);
  const { changeAbsence } = scriptsOn(redis, {
    changeAbsence: { numberOfKeys: 2, lua: CHANGE_ABSENCE },
  });

  async function tryToChange(
    member: string,
    decide: Parameters<AbsenceStore['change']>[1],
  ): Promise<boolean> {
    const before = (await redis.hget(keys.absences, member)) ?? '';
    const { said, change } = decide(read(before));
    if (change === undefined) return true;
    const written = await changeAbsence(
      ...[keys.absences, keys.absenceChanges],
      ...[member, before, isEmpty(said) ? '' : JSON.stringify(said), JSON.stringify(change)],
    );
    return written === 1;
  }

  return {
    all: () =>
      guarded('reading who is away', async () =>
        Object.fromEntries(
          Object.entries(await redis.hgetall(keys.absences)).map(([member, text]) => [
            member,
            read(text),
          ]),
        ),
      ),
    change: (member, decide) =>
      guarded('writing who is away', async () => {
        while (!(await tryToChange(member, decide))) continue;
      }),
    changes: (limit) =>
      guarded('reading who was away', async () =>
        (await redis.lrange(keys.absenceChanges, 0, limit - 1)).map(
          (text) => JSON.parse(text) as AbsenceChange,
        ),
      ),
  };
}

function read(text: string): Absences[string] {
  return text === '' ? { away: [] } : (JSON.parse(text) as Absences[string]);
}

function isEmpty({ away, off }: Absences[string]): boolean {
  return away.length === 0 && off === undefined;
}
