import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Holder, Taken } from '../../routing/rotation-change.ts';
import type { RotationState, StandingEntry } from '../../routing/rotation-state.ts';
import { type DecidedLead, LedgerUnavailable } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import type { Redis } from './redis-client.ts';
import { createRotationHead } from './rotation-head.ts';
import type { RotationKeys } from './rotation-keys.ts';
import {
  changedFields,
  momentOf,
  type ReadAnswer,
  type RotationMoment,
} from './rotation-moment.ts';
import { ROTATION_SCRIPTS } from './rotation-scripts.ts';
import { createRotationTurns } from './rotation-turns.ts';
import { scriptsOn } from './scripts.ts';

/** What is written together, or not at all. */
export type RotationWrite = {
  state: RotationState;
  entries: StandingEntry[];
  /** Into the lead's record; `null` takes a field away. Absent: the record is left alone. */
  lead?: { decided?: DecidedLead; taken: Taken | null };
  /** The lead is open for somebody now, or for nobody. Absent: that stays as it is. */
  open?: { at: number; holder: Holder } | 'closed';
};

/** The lead and, where a pool asks for it, the lead's company. */
export type RotationSubject = { leadId: string; company?: string | undefined };

export type RotationStore = {
  read: (company: string | undefined) => Promise<RotationMoment>;
  /**
   * Asks `work` what to write, and writes it if nothing has changed since; else asks again with
   * what there is then. `work` must be pure: it may be asked several times.
   */
  change: <T>(
    doing: string,
    subject: RotationSubject,
    work: (moment: RotationMoment) => { answer: T; write?: RotationWrite },
  ) => Promise<T>;
};

/** How long a company stays whose it is after its last lead. */
const COMPANY_KEPT_MS = 400 * 24 * 3_600_000;

/** The newest entries of each pool. */
export const ENTRIES_KEPT = 10_000;

/** Each time somebody else was faster, so the work of all goes on; this is only an end. */
const TRIES_MAX = 1_000;

/** How soon a process looks again whether it is its turn. */
const LOOK_AGAIN_MS = 10;

type Options = {
  redis: Redis;
  keys: RotationKeys;
  companyKey: (company: string) => string;
};

/**
 * Compare and set on the rotation's version. A process does not wait for the answer to one change
 * before it makes the next one from it (rotation-head.ts), so that hundreds of leads are decided in
 * the time of one; only changes about the same lead, or the same company, go one after another.
 */
export function createRotationStore({ redis, keys, companyKey }: Options): RotationStore {
  const run = scriptsOn(redis, ROTATION_SCRIPTS);
  const inTurn = oneAfterAnother();
  const head = createRotationHead();
  const turn = `${keys.rotation}:turn`;
  const turns = createRotationTurns({
    take: async (token, forMs) =>
      (await redis.set(turn, token, 'PX', forMs, 'NX').catch(() => 'OK')) === 'OK',
    give: async (token) => {
      await run.giveTurn(turn, token).catch(() => undefined);
    },
    pause: () => sleep(LOOK_AGAIN_MS),
  });

  function keysOf({ leadId, company }: RotationSubject, pools: string[] = []): string[] {
    const named = company === undefined ? '' : companyKey(company);
    const [first = '', second = first] = pools;
    return [
      ...[keys.rotation, keys.absences, keys.company(named), keys.lead(leadId)],
      ...[keys.openLeads, keys.openHolders, keys.standings(first), keys.standings(second)],
    ];
  }

  async function look(doing: string, subject: RotationSubject): Promise<RotationMoment> {
    const known = head.now();
    const asked = [...keysOf(subject), known.version, subject.leadId, keys.decided, keys.taken];
    const answer = await guarded(doing, () => run.readRotation(...asked));
    return momentOf(answer as ReadAnswer, known);
  }

  /** Answers whether there is nothing more to do; else somebody else was faster. */
  async function commit(
    doing: string,
    subject: RotationSubject,
    moment: RotationMoment,
    write: RotationWrite,
  ): Promise<boolean> {
    const version = randomUUID();
    const pools = [...new Set(write.entries.map(({ pool }) => pool))];
    const plan = JSON.stringify(planOf(moment.rotation, write, pools, keys));
    const changed = [moment.version, subject.leadId, version, plan];
    const asked = [...changed, COMPANY_KEPT_MS, ENTRIES_KEPT];
    const sent = guarded(doing, () => run.commitRotation(...keysOf(subject, pools), ...asked));
    head.advance({ version, rotation: write.state });
    const answer = await sent.catch((error: unknown) => {
      head.forget(version);
      throw error;
    });
    if (answer === 'committed') return true;
    head.forget(version);
    return answer === 'gone';
  }

  return {
    read: (company) => look('looking at the rotation', { leadId: '', company }),
    change: (doing, subject, work) =>
      inTurn(subject, async () => {
        for (let tries = 0; tries < TRIES_MAX; tries += 1) {
          const made = await turns.enter(async (lost) => {
            const read = await look(doing, subject);
            // From here to the commit nothing may be awaited: the next change is made from this one.
            const moment = head.newest(read);
            const { answer, write } = work(moment);
            if (write === undefined) return { answer };
            if (await commit(doing, subject, moment, write)) return { answer };
            lost();
            return undefined;
          });
          if (made) return made.answer;
        }
        throw new LedgerUnavailable(`${doing}, for which others were always faster`);
      }),
  };
}

function planOf(
  before: RotationState,
  write: RotationWrite,
  pools: string[],
  fields: Pick<RotationKeys, 'decided' | 'taken'>,
): object {
  const { state, entries, lead, open } = write;
  if (pools.length > 2) throw new Error(`a lead stands in two pools at most: ${pools.join(', ')}`);
  return {
    state: changedFields(before, state),
    companies: Object.fromEntries(
      Object.entries(state.companies).filter(([pool, who]) => before.companies[pool] !== who),
    ),
    entries: pools.map((pool) =>
      entries.flatMap((entry) => (entry.pool === pool ? [JSON.stringify(entry)] : [])),
    ),
    ...(lead && {
      lead: {
        ...(lead.decided && { [fields.decided]: JSON.stringify(lead.decided) }),
        [fields.taken]: lead.taken === null ? '' : JSON.stringify(lead.taken),
      },
    }),
    ...(open === 'closed' && { closed: true }),
    ...(typeof open === 'object' && {
      open: { at: open.at, holder: JSON.stringify(open.holder) },
    }),
  };
}

/** What is read of a lead and of a company must not be changed before it is decided on. */
function oneAfterAnother(): <T>(subject: RotationSubject, work: () => Promise<T>) => Promise<T> {
  const lasts = new Map<string, Promise<unknown>>();
  return ({ leadId, company }, work) => {
    const names = [`lead ${leadId}`, ...(company === undefined ? [] : [`company ${company}`])];
    const before = names.flatMap((name) => lasts.get(name) ?? []);
    const done = before.length === 0 ? work() : Promise.allSettled(before).then(work);
    const ended = done.then(
      () => undefined,
      () => undefined,
    );
    for (const name of names) lasts.set(name, ended);
    void ended.then(() => {
      for (const name of names) if (lasts.get(name) === ended) lasts.delete(name);
    });
    return done;
  };
}
