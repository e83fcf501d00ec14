import type { LeadRecord, Ledger, Locks } from '../workflow/ledger.ts';
import type { World } from '../workflow/ports.ts';
import type { Canary, CanaryStore } from '../workflow/watch-ports.ts';
import { canaryAlarm } from './alarm-rules.ts';
import type { Look } from './watch.ts';

export type CanarySource = { source: string; everyMs: number; withinMs: number };

/** What the intake answered. Without a lead id, `says` tells why it was not accepted. */
export type PostedCanary = { leadId: string } | { says: string };

export type Canaries = {
  /** Sees how far the last ones came, and sends those that are due. By one worker at a time. */
  round: () => Promise<void>;
  /** Raises the alarm of each that has not run through in time. */
  look: Look;
};

type Deps = {
  sources: () => CanarySource[];
  /** Sends one through the real intake; `unique` tells it from the one before. */
  post: (source: string, unique: string) => Promise<PostedCanary>;
  ledger: Pick<Ledger, 'load' | 'story'>;
  locks: Locks;
  store: CanaryStore;
  now: () => number;
  metrics: World['metrics'];
};

/** Longer than a round takes. */
const LOCK_MS = 30_000;

/** Synthetic leads on a schedule, through the real path from the intake to the last stage. */
export function createCanaries(deps: Deps): Canaries {
  const { locks, store, now } = deps;

  async function round(): Promise<void> {
    const sources = deps.sources();
    if (sources.length === 0) return;
    const lock = await locks.take('canaries', LOCK_MS);
    if (!lock) return;
    try {
      const latest = await store.all();
      for (const each of sources) {
        await tend(
          each,
          latest.find(({ source }) => source === each.source),
        );
      }
    } finally {
      await locks.release(lock);
    }
  }

  async function tend(source: CanarySource, latest: Canary | undefined): Promise<void> {
    const seen = latest && (await settle(deps, latest));
    if (seen && seen !== latest) await store.keep(seen);
    const underWay = seen?.leadId !== undefined && !seen.completedAt && !seen.says;
    // One that is held up is not followed by others: an outage would make a queue of them.
    if (underWay || (seen && slotOf(seen.postedAt, source) === slotOf(now(), source))) return;
    const postedAt = now();
    const posted = await deps.post(source.source, String(postedAt));
    const failed = seen && canaryAlarm({ ...seen, withinMs: source.withinMs, now: postedAt });
    await store.keep({
      source: source.source,
      postedAt,
      ...posted,
      ...(failed && { afterFailure: true as const }),
    });
  }

  const look: Look = {
    name: 'canary',
    alarms: async () => {
      const latest = await store.all();
      return deps.sources().flatMap(({ source, withinMs }) => {
        const canary = latest.find((each) => each.source === source);
        return (canary && canaryAlarm({ ...canary, withinMs, now: now() })) ?? [];
      });
    },
    over: (cause) => `${cause.replace('canary:', 'the canary of source ')} runs through in time.`,
  };

  return { round, look };
}

function slotOf(at: number, { everyMs }: CanarySource): number {
  return Math.floor(at / everyMs);
}

/** How far it has come by now. */
async function settle(
  { ledger, metrics }: Pick<Deps, 'ledger' | 'metrics'>,
  canary: Canary,
): Promise<Canary> {
  const { source, leadId, postedAt } = canary;
  if (leadId === undefined || canary.completedAt !== undefined) return canary;
  const record = await ledger.load(leadId);
  if (record?.status === 'complete') {
    const { says: _, ...well } = canary;
    const completedAt = (await ledger.story(leadId)).at(-1)?.at ?? postedAt;
    const seconds = Math.max(0, completedAt - postedAt) / 1_000;
    metrics.observe('leadline_canary_seconds', { source }, seconds);
    return { ...well, completedAt };
  }
  if (record?.status === 'in_flight') return canary;
  return { ...canary, says: whatStopsIt(record) };
}

function whatStopsIt(record: LeadRecord | undefined): string {
  if (!record) return 'its lead is no longer in the ledger';
  const dead = Object.values(record.steps).find(({ deadLetter }) => deadLetter)?.deadLetter;
  return dead ? `${dead.step} gave up: ${dead.words}` : `its lead is ${record.status}`;
}
