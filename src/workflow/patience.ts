import { announcementIn, announcementLock } from '../stages/announcement.ts';
import type { Announced, WaitingLead } from '../stages/provisional-alert.ts';
import { createEffects, type Effects } from './effect-once.ts';
import {
  type Fence,
  type LeadRecord,
  type LeadStatus,
  type Ledger,
  type Locks,
  LostJob,
  type SystemStates,
} from './ledger.ts';
import { createLookAgenda, type LeadTimes } from './look-agenda.ts';
import type { World } from './ports.ts';
import { SystemFailure, type SystemFailureDetails } from './system-failure.ts';

export type Patience = {
  /** One round; answers the leads that sales were told of provisionally. */
  round: () => Promise<string[]>;
};

export type PatienceDeps = {
  ledger: Ledger;
  times: LeadTimes;
  locks: Locks;
  systems: Pick<SystemStates, 'waitMs' | 'leaveAlone'>;
  world: World;
  /** stages/provisional-alert.ts. */
  announce: (waiting: WaitingLead, effects: Effects) => Promise<Announced>;
  /** The system that alerts are posted in. */
  alertSystem: string;
  patienceMs: number;
};

/** Leads that may still be assigned: a dead letter of the CRM's keeps sales waiting all the same. */
const WAITING_STATUSES = ['in_flight', 'dead'] as const satisfies LeadStatus[];

/** A day later, "somebody is waiting for your call" helps nobody. */
const TOO_LATE_MS = 24 * 3_600_000;

/** Longer than any post with all its simpler repetitions takes. */
const LOCK_MS = 60_000;

/** Something that a person has to mend is tried again only so often. */
const LATER_LOOK_MS = 600_000;

const LOOKS_MAX = 500;

/**
 * An alert never waits long for the CRM: whoever has been in flight for longer than the configured
 * patience without being assigned is announced to sales provisionally.
 *
 * Two workers do no harm: each lead is taken under a lock, the record read under it, and the
 * attempt refused by the ledger when the lock was lost meanwhile.
 */
export function createPatience(deps: PatienceDeps): Patience {
  const { ledger, locks, systems, world } = deps;
  const agenda = createLookAgenda({
    times: deps.times,
    // Of held leads the patience begins with the time that they were held for.
    lists: [...WAITING_STATUSES, 'held'],
    now: world.now,
    patienceMs: () => deps.patienceMs,
    forgetMs: TOO_LATE_MS,
  });

  async function round(): Promise<string[]> {
    const told: string[] = [];
    if ((await systems.waitMs([deps.alertSystem], world.now())) > 0) return told;
    for (const leadId of await agenda.due(LOOKS_MAX)) {
      const outcome = await look(leadId);
      if (outcome === 'told') told.push(leadId);
      if (outcome === 'told' || outcome === 'settled') agenda.done(leadId);
      if (typeof outcome === 'object') agenda.later(leadId, outcome.later);
      if (outcome === 'alerts_away') break;
    }
    return told;
  }

  async function look(leadId: string): Promise<Look> {
    const record = await ledger.load(leadId);
    if (!isUnannounced(record)) return 'settled';
    // A held lead does not wait for the CRM: its people are away. Once they are back, it may.
    const heldUntil = record.held && record.held.until + deps.patienceMs;
    if (heldUntil !== undefined && world.now() < heldUntil) return { later: heldUntil };
    const lock = await locks.take(announcementLock(leadId), LOCK_MS);
    if (!lock) return 'busy';
    try {
      return await announce(leadId, lock);
    } catch (failure) {
      return whatOf(leadId, failure);
    } finally {
      await locks.release(lock);
    }
  }

  async function announce(leadId: string, fence: Fence): Promise<Look> {
    const record = await ledger.load(leadId);
    if (!isUnannounced(record)) return 'settled';
    const { effects: recorded } = record;
    const effects = createEffects({ leadId, recorded, ledger, now: world.now, fence });
    const announced = await deps.announce(record, effects);
    if ('heldUntil' in announced) {
      await ledger.hold(leadId, announced.heldUntil, announced.because, world.now());
      return { later: announced.heldUntil + deps.patienceMs };
    }
    const { channel, ts, decision } = announced;
    await ledger.tell(leadId, {
      at: world.now(),
      what: 'announced',
      says: `provisional alert ${ts} in ${channel}, since the CRM keeps it waiting; ${decision.because}`,
    });
    world.metrics.count('leadline_provisional_alerts_total', {});
    world.log.info('lead announced provisionally', { leadId, market: decision.market });
    return 'told';
  }

  async function whatOf(leadId: string, failure: unknown): Promise<Look> {
    if (failure instanceof LostJob) return 'busy';
    if (!(failure instanceof SystemFailure)) throw failure;
    const { system, kind, when, retryAfterMs } = failure.details;
    reportFailure(world, leadId, failure.details);
    if (kind === 'refused' || kind === 'invalid') return { later: world.now() + LATER_LOOK_MS };
    if (retryAfterMs !== undefined && when !== 'before')
      await systems.leaveAlone(system, retryAfterMs);
    return 'alerts_away';
  }

  return { round };
}

function reportFailure(world: World, leadId: string, details: SystemFailureDetails): void {
  const { system, kind, when, code, words } = details;
  world.log.warn('provisional alert failed', { leadId, system, kind, when, code, words });
  world.metrics.count('leadline_failures_total', { stage: 'alert', system, kind });
}

type Look = 'told' | 'settled' | 'busy' | 'alerts_away' | { later: number };

/** Not assigned, and sales have heard nothing of it. Nobody ever hears of a canary. */
function isUnannounced(record: LeadRecord | undefined): record is WaitingLead {
  if (!record?.lead || record.lead.synthetic) return false;
  const { steps, effects, status } = record;
  const assign = steps['assign']?.state;
  return (
    WAITING_STATUSES.some((each) => each === status) &&
    (assign === 'pending' || assign === 'dead') &&
    steps['alert']?.state === 'pending' &&
    effects['alert'] === undefined &&
    announcementIn(record)?.message?.state !== 'made'
  );
}
